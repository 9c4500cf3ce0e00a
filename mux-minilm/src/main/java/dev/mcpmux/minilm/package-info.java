/**
 * The model all-MiniLM-L6-v2, quantised, as mcpmux asks it: one jar with all that it takes, which
 * is no part of the distribution. Begin reading at {@link dev.mcpmux.minilm.MiniLm}.
 */
package dev.mcpmux.minilm;
