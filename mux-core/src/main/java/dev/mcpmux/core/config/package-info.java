/**
 * What the user wrote, as values: servers, who shares them, when they run, and every bound. A
 * driver makes it and the core reads it; it uses {@code frame}, and names the servers of {@code
 * api.server}. Begin with {@link dev.mcpmux.core.config.MuxConfig} and {@link
 * dev.mcpmux.core.config.ServerConfig}.
 */
@NullMarked
package dev.mcpmux.core.config;

import org.jspecify.annotations.NullMarked;
