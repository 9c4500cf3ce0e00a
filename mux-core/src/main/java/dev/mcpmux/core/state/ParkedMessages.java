package dev.mcpmux.core.state;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a session has waiting, in the order it came: changed by {@code Parking}. */
public final class ParkedMessages {
  private final ArrayDeque<Parked> messages = new ArrayDeque<>();

  /** For requests that are answered here as soon as there is an upstream that is ready. */
  private final Map<ClientRequest, Runnable> held = new LinkedHashMap<>();

  private long bytes;

  /** Whether there is no message; something may be held. */
  public boolean isEmpty() {
    return messages.isEmpty();
  }

  public int size() {
    return messages.size();
  }

  public long bytes() {
    return bytes;
  }

  /** Whether a request is among them, or held. */
  public boolean hasRequests() {
    return holds() || messages.stream().anyMatch(parked -> parked.request != null);
  }

  /** The request that is first in the queue; null when there is none, or a notification is. */
  public ClientRequest firstRequest() {
    return messages.isEmpty() ? null : messages.peek().request;
  }

  public List<Parked> all() {
    return List.copyOf(messages);
  }

  public void addFirst(Parked parked) {
    messages.addFirst(parked);
    bytes += parked.length;
  }

  public void addLast(Parked parked) {
    messages.addLast(parked);
    bytes += parked.length;
  }

  public Parked removeFirst() {
    Parked parked = messages.poll();
    bytes -= parked.length;
    return parked;
  }

  /** The message of a request, which is not held either; null when it has none here. */
  public Parked remove(ClientRequest request) {
    held.remove(request);
    for (Parked parked : messages) {
      if (parked.request == request) {
        messages.remove(parked);
        bytes -= parked.length;
        return parked;
      }
    }
    return null;
  }

  /** Nothing waits any more. Returns the messages that did. */
  public List<Parked> removeAll() {
    List<Parked> all = all();
    messages.clear();
    held.clear();
    bytes = 0;
    return all;
  }

  public boolean holds() {
    return !held.isEmpty();
  }

  public void hold(ClientRequest request, Runnable whenServed) {
    held.put(request, whenServed);
  }

  /** The steps that were held. */
  public List<Runnable> release() {
    List<Runnable> steps = List.copyOf(held.values());
    held.clear();
    return steps;
  }
}
