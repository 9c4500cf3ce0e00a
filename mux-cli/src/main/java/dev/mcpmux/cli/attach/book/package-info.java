/**
 * What a relay has to know of its session to go on with the next daemon. It neither reads nor
 * writes, and the package {@code attach.relay} alone may use it. Begin reading at {@link
 * dev.mcpmux.cli.attach.book.SessionBook}.
 */
package dev.mcpmux.cli.attach.book;
