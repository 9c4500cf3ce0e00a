package dev.mcpmux.core.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The resources that a session has subscribed to, and those of whose updates it is to be told. */
public final class HeldSubscriptions {
  /** The URIs, with each as it stood in the frame. */
  private final Map<String, byte[]> tokens = new LinkedHashMap<>();

  private final Set<String> owed = new LinkedHashSet<>();

  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  public int size() {
    return tokens.size();
  }

  public boolean has(String uri) {
    return tokens.containsKey(uri);
  }

  public Set<String> uris() {
    return Collections.unmodifiableSet(tokens.keySet());
  }

  public void add(String uri, byte[] token) {
    tokens.put(uri, token);
  }

  public void remove(String uri) {
    tokens.remove(uri);
  }

  public void forEach(BiConsumer<String, byte[]> each) {
    tokens.forEach(each);
  }

  /** What they take: each is kept as text and as it was written. */
  public long bytes() {
    return tokens.values().stream().mapToLong(token -> 2L * token.length).sum();
  }

  /** The one that an update of this URI meets: the same, or a path above it; null for none. */
  public String matching(String uri) {
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

  public void oweUpdate(String uri) {
    owed.add(uri);
  }

  public boolean owesUpdate() {
    return !owed.isEmpty();
  }

  /** Of what it is told now; null when it holds that no more. */
  public byte[] takeOwed() {
    String uri = owed.iterator().next();
    owed.remove(uri);
    return tokens.get(uri);
  }
}
