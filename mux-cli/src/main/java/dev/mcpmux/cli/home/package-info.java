/**
 * Where mcpmux is and keeps its things, and how a daemon is reached: its directories, its socket,
 * the distribution that this program belongs to, and the options that say so. Commands, relay and
 * daemon use it. Begin with {@link dev.mcpmux.cli.home.Home} and {@link
 * dev.mcpmux.cli.home.DaemonControl}.
 */
package dev.mcpmux.cli.home;
