/**
 * What the operating system gives: the bytes of the environment, files that only the user may read,
 * files that change, processes that end, the socket of systemd, exit codes. Everything but {@code
 * text} may use it. Begin with {@link dev.mcpmux.cli.system.ClientEnvironment}.
 */
package dev.mcpmux.cli.system;
