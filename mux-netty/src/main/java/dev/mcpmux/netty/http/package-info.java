/**
 * MCP over HTTP for clients: Streamable HTTP at {@code /mcp/NAME} and the older pair of an event
 * stream and a message endpoint at {@code /sse/NAME}.
 *
 * <pre>
 * bytes ─ RequestDecoder ─ HttpConnection ─ HttpFront ─ HttpSession ─ SessionHost (the core)
 *                              Exchange  ◄─────────────── HttpStream
 * </pre>
 *
 * A <em>connection</em> carries one <em>exchange</em> (request and response) at a time. A session
 * lives as long as its client wants, over many connections; each POST with requests opens a
 * <em>stream</em> of it, which outlives its connection when that breaks.
 *
 * <p>Only {@link dev.mcpmux.netty.MuxServer} makes use of it; it plugs into {@link
 * dev.mcpmux.netty.drive} by {@link HttpHost}. Everything here runs on the event loop. Begin with
 * {@link HttpListener}, then {@link HttpFront}.
 */
package dev.mcpmux.netty.http;
