/**
 * JSON values and protocol errors, which clients and servers in Java have in common. A program that
 * calls tools begins with {@link dev.mcpmux.core.api.session.McpSession}, one that offers tools
 * with {@link dev.mcpmux.core.api.server.McpServer}.
 *
 * <h2>Versions</h2>
 *
 * Until 1.0, a change of the second number may break programs, and from 1.0 on only one of the
 * first. Sessions and servers speak the revisions of MCP with a handshake, up to 2025-11-25.
 */
@NullMarked
package dev.mcpmux.core.api;

import org.jspecify.annotations.NullMarked;
