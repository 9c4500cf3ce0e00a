package dev.mcpmux.core.route;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a session has waiting, in the order it came: changed by {@code Parking}. */
final class ParkedMessages {
  private final ArrayDeque<Parked> messages = new ArrayDeque<>();

  /** For requests that are answered here as soon as there is an upstream that is ready. */
  private final Map<ClientRequest, Runnable> held = new LinkedHashMap<>();

  private long bytes;

  /** Whether there is no message; something may be held. */
  boolean isEmpty() {
    return messages.isEmpty();
  }

  int size() {
    return messages.size();
  }

  long bytes() {
    return bytes;
  }

  /** The request that is first in the queue; null when there is none, or a notification is. */
  ClientRequest firstRequest() {
    return messages.isEmpty() ? null : messages.peek().request();
  }

  List<Parked> all() {
    return List.copyOf(messages);
  }

  void addFirst(Parked parked) {
    messages.addFirst(parked);
    bytes += parked.length();
  }

  void addLast(Parked parked) {
    messages.addLast(parked);
    bytes += parked.length();
  }

  Parked removeFirst() {
    Parked parked = messages.poll();
    bytes -= parked.length();
    return parked;
  }

  /** The message of a request, which is not held either; null when it has none here. */
  Parked remove(ClientRequest request) {
    held.remove(request);
    for (Parked parked : messages) {
      if (parked.request() == request) {
        messages.remove(parked);
        bytes -= parked.length();
        return parked;
      }
    }
    return null;
  }

  /** Nothing waits any more. Returns the messages that did. */
  List<Parked> removeAll() {
    List<Parked> all = all();
    messages.clear();
    held.clear();
    bytes = 0;
    return all;
  }

  boolean holds() {
    return !held.isEmpty();
  }

  void hold(ClientRequest request, Runnable whenServed) {
    held.put(request, whenServed);
  }

  /** The steps that were held. */
  List<Runnable> release() {
    List<Runnable> steps = List.copyOf(held.values());
    held.clear();
    return steps;
  }
}
