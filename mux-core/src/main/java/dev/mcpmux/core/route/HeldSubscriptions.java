package dev.mcpmux.core.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The resources that a session has subscribed to, and those of whose updates it is to be told. */
final class HeldSubscriptions {
  /** The URIs, with each as it stood in the frame. */
  private final Map<String, byte[]> tokens = new LinkedHashMap<>();

  private final Set<String> owed = new LinkedHashSet<>();

  boolean isEmpty() {
    return tokens.isEmpty();
  }

  int size() {
    return tokens.size();
  }

  boolean has(String uri) {
    return tokens.containsKey(uri);
  }

  Set<String> uris() {
    return Collections.unmodifiableSet(tokens.keySet());
  }

  void add(String uri, byte[] token) {
    tokens.put(uri, token);
  }

  void remove(String uri) {
    tokens.remove(uri);
  }

  void forEach(BiConsumer<String, byte[]> each) {
    tokens.forEach(each);
  }

  /** What they take: each is kept as text and as it was written. */
  long bytes() {
    return tokens.values().stream().mapToLong(token -> 2L * token.length).sum();
  }

  /** The one that an update of this URI meets: the same, or a path above it; null for none. */
  String matching(String uri) {
    if (tokens.isEmpty() || tokens.containsKey(uri)) {
      return tokens.isEmpty() ? null : uri;
    }
    for (String held : tokens.keySet()) {
      if (uri.startsWith(held) && (held.endsWith("/") || uri.startsWith("/", held.length()))) {
        return held;
      }
    }
    return null;
  }

  void oweUpdate(String uri) {
    owed.add(uri);
  }

  boolean owesUpdate() {
    return !owed.isEmpty();
  }

  /** Of what it is told now; null when it holds that no more. */
  byte[] takeOwed() {
    String uri = owed.iterator().next();
    owed.remove(uri);
    return tokens.get(uri);
  }
}
