/**
 * What a program that embeds mcpmux says and hears, whichever side it is on: JSON values and
 * protocol errors. Everybody may use it; it uses only {@code frame}. Begin with {@link
 * dev.mcpmux.core.api.Json}, and go on with {@link dev.mcpmux.core.api.session} for a client or
 * {@link dev.mcpmux.core.api.server} for a server.
 */
@NullMarked
package dev.mcpmux.core.api;

import org.jspecify.annotations.NullMarked;
