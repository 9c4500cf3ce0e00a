/**
 * Finds the tool for a wish in plain words: an index of words in memory, without any other part of
 * the core. Begin reading at {@link dev.mcpmux.core.search.ToolIndex}.
 */
@NullMarked
package dev.mcpmux.core.search;

import org.jspecify.annotations.NullMarked;
