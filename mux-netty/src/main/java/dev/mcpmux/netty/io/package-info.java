/**
 * What the event loop and the threads beside it share: the loop, buffers and their bound, channels,
 * descriptors, and what runs beside the loop. Everything above it may use it; it knows neither MCP
 * nor processes. Begin with {@link Helper} and {@link Lookups}, then {@link BufferRoom}.
 */
package dev.mcpmux.netty.io;
