package dev.mcpmux.netty.output;

import dev.mcpmux.core.text.Printable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines a server wrote to stderr, bounded in lines and characters. Thread-safe. */
public final class StderrTail {

  public static final int MAX_LINES = 20;
  static final int MAX_CHARS = 8 * 1024;
  static final int MAX_LINE_CHARS = 500;

  private final Deque<String> lines = new ArrayDeque<>();
  private int chars;

  synchronized void add(String line) {
    String cut = Printable.line(line, MAX_LINE_CHARS);
    lines.add(cut);
    chars += cut.length();
    while (lines.size() > MAX_LINES || chars > MAX_CHARS) {
      chars -= lines.removeFirst().length();
    }
  }

  /** Oldest first. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
