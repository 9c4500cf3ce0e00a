package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Method;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one upstream was asked to tell of, and the steps of which one is on its way to it. */
final class SubscriptionTable {

  /** A client's step that waits for the upstream's answer to the step before. */
  record Step(ClientRequest request, String uri, byte[] uriToken) {
    boolean subscribes() {
      return request.method == Method.RESOURCES_SUBSCRIBE;
    }
  }

  private final Set<String> asked = new HashSet<>();
  private final Map<String, ArrayDeque<Step>> steps = new HashMap<>();

  boolean isAsked(String uri) {
    return asked.contains(uri);
  }

  /** Tells whether that is news, as {@link #notAsked}. */
  boolean asked(String uri) {
    return asked.add(uri);
  }

  boolean notAsked(String uri) {
    return asked.remove(uri);
  }

  /** Of how many URIs a step is on its way. */
  int open() {
    return steps.size();
  }

  boolean isOpen(String uri) {
    return steps.containsKey(uri);
  }

  /** Those that wait behind it; null when none is on its way. */
  ArrayDeque<Step> waiting(String uri) {
    return steps.get(uri);
  }

  void begin(String uri) {
    steps.put(uri, new ArrayDeque<>());
  }

  /** The step on its way has come to its end. Returns those that wait behind it. */
  ArrayDeque<Step> end(String uri) {
    return steps.remove(uri);
  }
}
