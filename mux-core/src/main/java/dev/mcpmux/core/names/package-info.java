/**
 * What the client of a session with all servers knows things of each by: tools and prompts under
 * their server's name, URIs and ids under their own, unless two servers give the same.
 */
package dev.mcpmux.core.names;
