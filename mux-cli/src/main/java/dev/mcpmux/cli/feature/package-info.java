/**
 * What the daemon does only where its config asks for it, with libraries that it does not have on
 * its class path: each of these would be a file that is open for as long as the daemon runs. Knows
 * the packages that need such a library by their names alone. Begin with {@link Features}.
 */
package dev.mcpmux.cli.feature;
