/**
 * What is kept of one session or one upstream, a class for each kind: lists, roots, subscriptions,
 * work that was left behind. It refers to neither, so that each can be read alone. {@code state} is
 * made of it. Begin with {@link dev.mcpmux.core.table.Phase} and {@link
 * dev.mcpmux.core.table.ToldRoots}.
 */
package dev.mcpmux.core.table;
