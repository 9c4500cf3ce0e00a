/**
 * Breaks everything around open sessions for some minutes, and counts answers: {@link
 * dev.mcpmux.cli.chaos.ChaosIT}. Nothing else uses it. Begin with {@link
 * dev.mcpmux.cli.chaos.Script}, which says what is broken, and {@link dev.mcpmux.cli.chaos.Link},
 * which says what must hold.
 */
package dev.mcpmux.cli.chaos;
