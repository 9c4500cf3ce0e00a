/**
 * What can be told of a stream of lines without keeping it: where a line begins, and what the
 * message in it is. It uses nothing, and whoever relays lines may use it. Begin reading at {@link
 * dev.mcpmux.cli.attach.message.MessageScanner}.
 */
package dev.mcpmux.cli.attach.message;
