/**
 * One event: it is dispatched to the parts that it concerns, and then settled until nothing follows
 * from it any more. Only the view and {@link dev.mcpmux.core.Mux} use it. Begin with {@link
 * dev.mcpmux.core.engine.MuxParts} and {@link dev.mcpmux.core.engine.Settling}.
 */
package dev.mcpmux.core.engine;
