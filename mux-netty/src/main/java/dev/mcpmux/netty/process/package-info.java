/**
 * Child processes from their start to the end of the last one that they have started. What starts
 * servers uses it, and npm is run by it. Begin with {@link ProcessLauncher} and {@link
 * ChildProcess}, then {@link StopSequence}.
 */
package dev.mcpmux.netty.process;
