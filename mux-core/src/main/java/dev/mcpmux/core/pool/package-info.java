/**
 * Which process serves whom: starts, ends, replacements, and where each session goes. {@code
 * engine} uses it. Begin with {@link dev.mcpmux.core.pool.Placement}, which says who uses what, and
 * {@link dev.mcpmux.core.pool.Upstreams}, which starts processes.
 */
package dev.mcpmux.core.pool;
