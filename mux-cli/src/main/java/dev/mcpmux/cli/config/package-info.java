/**
 * The config file: from text to {@link dev.mcpmux.cli.config.ConfigFile}, with an error for each
 * line that is wrong. One reader per part of the file; {@link dev.mcpmux.cli.config.ConfigReader}
 * is what they share. The daemon and commands use it. Begin with {@code ConfigFile.parse}.
 */
package dev.mcpmux.cli.config;
