/**
 * Servers that are reached over HTTP: Streamable HTTP, and the event stream of 2024-11-05.
 *
 * <p>{@link dev.mcpmux.netty.remote.RemoteUpstream} is one session with one server. It takes the
 * core's messages and gives back what the server says, each with the request on whose stream it
 * came; {@link dev.mcpmux.netty.remote.Outbox} and {@link dev.mcpmux.netty.remote.Inbox} are the
 * two ways, and {@link dev.mcpmux.netty.remote.SessionCheck} judges by what comes whether the
 * server still knows the session. Below it: {@link dev.mcpmux.netty.remote.Connections} holds the
 * few connections there are, {@link dev.mcpmux.netty.remote.Connector} makes one, an {@link
 * dev.mcpmux.netty.remote.Exchange} is one request and its answer on one of them, and {@link
 * dev.mcpmux.netty.remote.body.SseParser} reads event streams. All of it runs on the event loop;
 * names are looked up and certificates checked beside it. Only {@link dev.mcpmux.netty.upstream}
 * uses it.
 */
package dev.mcpmux.netty.remote;
