package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.Method;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one upstream was asked to tell of, and the steps of which one is on its way to it. */
public final class SubscriptionTable {

  /** A client's step that waits for the upstream's answer to the step before. */
  public record Step(ClientRequest request, String uri, byte[] uriToken) {
    public boolean subscribes() {
      return request.method == Method.RESOURCES_SUBSCRIBE;
    }
  }

  private final Set<String> asked = new HashSet<>();
  private final Map<String, ArrayDeque<Step>> steps = new HashMap<>();

  public boolean isAsked(String uri) {
    return asked.contains(uri);
  }

  /** Tells whether that is news, as {@link #notAsked}. */
  public boolean asked(String uri) {
    return asked.add(uri);
  }

  public boolean notAsked(String uri) {
    return asked.remove(uri);
  }

  /** Of how many URIs a step is on its way. */
  public int open() {
    return steps.size();
  }

  public boolean isOpen(String uri) {
    return steps.containsKey(uri);
  }

  /** Those that wait behind it; null when none is on its way. */
  public ArrayDeque<Step> waiting(String uri) {
    return steps.get(uri);
  }

  public void begin(String uri) {
    steps.put(uri, new ArrayDeque<>());
  }

  /** The step on its way has come to its end. Returns those that wait behind it. */
  public ArrayDeque<Step> end(String uri) {
    return steps.remove(uri);
  }
}
