/**
 * Reads single parts of HTTP messages: where a request goes, its body, the id of an event, the
 * reply to {@code initialize}. Only the HTTP front above uses it. Begin with {@link
 * dev.mcpmux.netty.http.read.RequestBody}.
 */
package dev.mcpmux.netty.http.read;
