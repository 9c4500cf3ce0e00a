/**
 * {@code mcpmux setup}, {@code import} and {@code export}: finds the servers of clients, decides
 * what becomes of each, shows it, asks, and has the files written. Begin with {@link
 * dev.mcpmux.cli.setup.Setup}, which is the way of one run.
 *
 * <p>It reads files and writes them through {@code change} alone. The commands use it; it uses
 * {@code client}, {@code edit} and {@code change}, and is told the rest by {@link
 * dev.mcpmux.cli.setup.Host}.
 */
package dev.mcpmux.cli.setup;
