/**
 * A client's side of a session as an object, and what an object that is a server shares with it:
 * messages, and requests that wait for their answers. It knows no socket and starts no thread;
 * whatever carries its lines may use it. Begin with {@link dev.mcpmux.core.peer.SessionPeer}.
 */
package dev.mcpmux.core.peer;
