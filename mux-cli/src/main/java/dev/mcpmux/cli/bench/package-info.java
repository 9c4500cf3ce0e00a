/**
 * {@code mcpmux bench}: what a call costs on the user's own machine, direct and through mcpmux.
 *
 * <p>Both ways are open at the same time and take turns in short runs, so that what else the
 * machine does falls on both; what is told are medians of the runs. A run begins when all its
 * sessions are ready, and every call has a text of its own. Begin with {@code Bench}.
 */
package dev.mcpmux.cli.bench;
