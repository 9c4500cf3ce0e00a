/**
 * What servers print beside their messages: their stderr and their noise, and the log file of each.
 * The pipes, processes and reports use it. Begin with {@link ServerLog}.
 */
package dev.mcpmux.netty.output;
