/**
 * The daemon as a program, around {@link dev.mcpmux.netty.MuxServer}: its lock, its log, its config
 * while it runs, and its end. Only the command line uses it. Begin with {@link
 * dev.mcpmux.cli.daemon.Daemon}.
 */
package dev.mcpmux.cli.daemon;
