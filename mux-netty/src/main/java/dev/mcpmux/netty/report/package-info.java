/**
 * What is told of what happens: the daemon's log of the core's reports, the traces of what went
 * wrong, and the status as JSON. The socket and the server use it; nothing here changes anything.
 * Begin with {@link DaemonLog}.
 */
package dev.mcpmux.netty.report;
