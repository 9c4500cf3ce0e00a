/**
 * Sessions, pool, router and {@code Mux}: a single-threaded state machine that takes events and
 * calls effects, reads no clock and opens nothing.
 */
package dev.mcpmux.core;
