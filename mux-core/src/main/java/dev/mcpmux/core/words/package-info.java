/**
 * What mcpmux says and understands of MCP: frames of its own, refusals, handshakes, lists, log
 * levels, and the gate that all clients come through. Everything of the core but {@code frame},
 * {@code sharing} and what users write may use it. Begin with {@link
 * dev.mcpmux.core.words.FrontDoor} and {@link dev.mcpmux.core.words.Messages}.
 */
package dev.mcpmux.core.words;
