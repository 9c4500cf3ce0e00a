package dev.mcpmux.core.config;

import java.util.List;

/**
 * What the config says of variables that belong to one session of a client, over the rules that
 * mcpmux brings ({@code session-variables.json}). Each is a name, or a pattern in which {@code *}
 * is any text.
 *
 * @param add those that belong to a session: a shared process gets none of them
 * @param keep those that mean something to servers: they reach them, and sessions with other values
 *     have other processes
 */
public record SessionEnv(List<String> add, List<String> keep) {

  public SessionEnv {
    add = List.copyOf(add);
    keep = List.copyOf(keep);
  }

  /** Says nothing. */
  public static SessionEnv none() {
    return new SessionEnv(List.of(), List.of());
  }
}
