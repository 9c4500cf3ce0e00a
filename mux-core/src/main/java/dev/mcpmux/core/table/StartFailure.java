package dev.mcpmux.core.table;

/**
 * Starts of one key that failed one after the other.
 *
 * @param inARow how many
 * @param message what is said of the last
 * @param until when the next may begin, in the clock of the events
 * @param since when the first of them did
 */
public record StartFailure(int inARow, String message, long until, long since) {}
