/**
 * The words of MCP. {@link dev.mcpmux.core.message.Revision} says which revision has what. It uses
 * nothing, and everything may use it.
 */
@NullMarked
package dev.mcpmux.core.message;

import org.jspecify.annotations.NullMarked;
