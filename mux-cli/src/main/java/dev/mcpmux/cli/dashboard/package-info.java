/**
 * The dashboard: a page that shows what the daemon does, and the login to it. It runs in the
 * daemon, and its classes are loaded when the page is asked for first; the page itself is in the
 * resources of this package. Begin with {@link dev.mcpmux.cli.dashboard.Dashboard}.
 */
package dev.mcpmux.cli.dashboard;
