/**
 * Puts the product where a user has programs, and takes it away again: versions side by side, of
 * which a symbolic link names the current one. {@link dev.mcpmux.cli.install.Prefix} says what lies
 * where; {@code InstallCommand} and {@code UninstallCommand} alone use this package.
 */
package dev.mcpmux.cli.install;
