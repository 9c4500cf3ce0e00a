/**
 * Our own files: what is kept beyond the end of the daemon, readable by its user only, and what is
 * asked of other files. It uses only the log and what is configured. Begin with {@link
 * PrivateFiles} and {@link StateFiles}.
 */
package dev.mcpmux.netty.files;
