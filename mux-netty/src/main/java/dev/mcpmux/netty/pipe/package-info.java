/**
 * The three standard streams of a process that runs: stdin and stdout as a channel, in the event
 * loop or by threads, and stderr as lines. Processes and the pipelines use it; it knows no MCP.
 * Begin with {@link Stdio} and {@link ProcessChannel}.
 */
package dev.mcpmux.netty.pipe;
