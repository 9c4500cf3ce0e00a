/**
 * A world of clients and servers around a {@link dev.mcpmux.core.Mux}, in which everything happens
 * at random and each knows what it may see. {@link dev.mcpmux.core.world.World} tells the rules.
 */
package dev.mcpmux.core.world;
