/**
 * What the core does with each frame: benchmarks for JMH, which CONTRIBUTING.md says how to run.
 * Those that need package-private classes of mux-netty are in {@code dev.mcpmux.netty.wire}.
 */
package dev.mcpmux.bench;
