/**
 * What a session sees that has all servers in one.
 *
 * <pre>
 *              frames                      frames, with each server's own names
 *   client ◄──────────► front ──┬── member ◄──────► parts (package route) ◄──► server one
 *                               ├── member ◄──────►   …                   ◄──► server two
 *                               └── member …
 * </pre>
 *
 * A <i>front</i> is the session of such a client, a <i>member</i> one of its servers: an ordinary
 * session of the core, with a negative number that no driver knows, which is told what the client
 * said and of which every rule of sharing holds. Between the two, names are translated and lists
 * put together; all else passes byte for byte. What is sent to a member is a frame of its own, so
 * here frames are copied, as they never are for a session with one server. Begin with {@link
 * dev.mcpmux.core.view.Aggregates}.
 */
package dev.mcpmux.core.view;
