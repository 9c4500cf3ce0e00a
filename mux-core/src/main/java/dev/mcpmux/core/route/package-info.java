/**
 * The way of frames between sessions and upstreams. {@link dev.mcpmux.core.route.FrontDoor} lets in
 * what clients send, {@link dev.mcpmux.core.route.ClientFrames} takes what is for one server,
 * {@link dev.mcpmux.core.route.ServerFrames} what upstreams send, {@link
 * dev.mcpmux.core.route.Router} gives requests their upstream id or their place in the queue,
 * {@link dev.mcpmux.core.route.Upstreams} starts and stops processes, {@link
 * dev.mcpmux.core.route.Placement} says which of them a session uses, and {@link
 * dev.mcpmux.core.route.Sessions} opens and ends sessions. All of them work on the one {@link
 * dev.mcpmux.core.route.MuxState}, and mark what they change as {@link
 * dev.mcpmux.core.route.Touched}; what follows from that is done by {@link
 * dev.mcpmux.core.route.Settling} alone.
 */
package dev.mcpmux.core.route;
