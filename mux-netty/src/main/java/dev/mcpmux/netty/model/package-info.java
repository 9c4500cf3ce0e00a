/**
 * The model that says what tools mean: loads it out of its jar, and asks it in a thread of its own.
 * Begin reading at {@link dev.mcpmux.netty.model.Embedder}.
 */
package dev.mcpmux.netty.model;
