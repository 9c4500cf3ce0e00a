package dev.mcpmux.core.world;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last events of a {@link World}, each with its effects below it. */
final class History {
  private static final int LINES = 60;

  private final Deque<String> lines = new ArrayDeque<>();
  private String event = "";

  void event(String what) {
    event = what;
    add(what);
  }

  void effect(String what) {
    add("    " + what);
  }

  /** The event that runs. */
  String event() {
    return event;
  }

  private void add(String line) {
    lines.add(line);
    if (lines.size() > LINES) {
      lines.remove();
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
