/**
 * Carries upstreams: how a process or a session with a remote server begins, and the link that the
 * driver knows it by. Only the server makes use of it. Begin with {@link Upstreams}.
 */
package dev.mcpmux.netty.upstream;
