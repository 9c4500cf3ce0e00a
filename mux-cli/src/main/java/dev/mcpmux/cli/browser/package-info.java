/**
 * The command {@code dashboard}: has the daemon serve its page, and a browser open it. What is
 * served is in {@link dev.mcpmux.cli.dashboard}. Begin with {@link
 * dev.mcpmux.cli.browser.DashboardCommand}.
 */
package dev.mcpmux.cli.browser;
