/**
 * The relay between a client's standard streams and the daemon, with nothing but the JDK in it: one
 * JVM of it runs per session, so every class that it does not load is saved once per session. Begin
 * with {@link dev.mcpmux.cli.attach.AttachMain}.
 */
package dev.mcpmux.cli.attach;
