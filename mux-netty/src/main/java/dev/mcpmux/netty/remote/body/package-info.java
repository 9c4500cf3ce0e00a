/**
 * What stands in the body of a remote server's response: JSON, events, or neither. Only {@link
 * dev.mcpmux.netty.remote} uses it, and it knows no connection. Begin with {@link Body} and {@link
 * SseParser}.
 */
package dev.mcpmux.netty.remote.body;
