/**
 * What a session is told that finds its tools: the three tools that it has in place of all others,
 * and the answer to each. It knows lists and arguments, and nothing of sessions, which are the
 * business of {@link dev.mcpmux.core.view}. Begin reading at {@link
 * dev.mcpmux.core.find.FindTools}.
 */
package dev.mcpmux.core.find;
