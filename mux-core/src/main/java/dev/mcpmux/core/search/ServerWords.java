package dev.mcpmux.core.search;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The words in what servers say of themselves. They are held once for all tools of a server, and
 * apart from those of tools, so that they make no word of a tool less rare.
 */
final class ServerWords {
  /** What comes later says little of what a server is for. */
  private static final int MAX_CHARS = 4_000;

  private static final int MAX_TERMS = 300;

  /** By server. */
  private final Map<String, Set<String>> terms = new HashMap<>();

  /** By term. */
  private final Map<String, Set<String>> servers = new HashMap<>();

  /** A server says this of itself from now on; a blank text for nothing. */
  void put(String server, String text) {
    Set<String> gone = terms.remove(server);
    if (gone != null) {
      gone.forEach(term -> remove(term, server));
    }
    String start = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    Set<String> its = new LinkedHashSet<>(Terms.stems(start));
    if (its.isEmpty()) {
      return;
    }
    its = Set.copyOf(its.stream().limit(MAX_TERMS).toList());
    terms.put(server, its);
    its.forEach(term -> servers.computeIfAbsent(term, none -> new HashSet<>()).add(server));
  }

  private void remove(String term, String server) {
    Set<String> its = servers.get(term);
    its.remove(server);
    if (its.isEmpty()) {
      servers.remove(term);
    }
  }

  /** In how many servers' words a term is. */
  int count(String term) {
    Set<String> its = servers.get(term);
    return its == null ? 0 : its.size();
  }

  /**
   * Which part of a wish each server's words have, from 0 to 1; those that have none are left out.
   *
   * @param wanted how much each term of the wish counts
   */
  Map<String, Float> parts(Map<String, Float> wanted) {
    Map<String, Float> parts = new HashMap<>();
    if (!servers.isEmpty()) {
      float all = (float) wanted.values().stream().mapToDouble(weight -> weight).sum();
      wanted.forEach(
          (term, weight) ->
              servers
                  .getOrDefault(term, Set.of())
                  .forEach(server -> parts.merge(server, weight / all, Float::sum)));
    }
    return parts;
  }
}
