/**
 * The way of one request: an id at its upstream or a place in the line, its one reply, its timeout.
 * {@link dev.mcpmux.core.route.Feature} is what parts of the protocol implement that keep something
 * of a session at an upstream. Begin with {@link dev.mcpmux.core.route.Router} and {@link
 * dev.mcpmux.core.route.InFlight}.
 */
package dev.mcpmux.core.route;
