/**
 * What a program that embeds mcpmux says and hears, whichever side it is on: JSON values and
 * protocol errors. Everybody may use it; it uses only {@code frame}. Begin with {@link
 * dev.mcpmux.core.api.Json}.
 */
package dev.mcpmux.core.api;
