package dev.mcpmux.cli.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What was done, and what was wrong; both with the seconds since the beginning. Thread-safe. */
final class Findings implements AutoCloseable {

  private static final int TAIL = 40;
  private static final int SHOWN = 12;

  private final long begin = System.nanoTime();
  private final PrintWriter file;
  private final Deque<String> tail = new ArrayDeque<>();
  private final List<String> wrong = new ArrayList<>();
  private int count;

  /**
   * @param file gets every line
   */
  Findings(Path file) {
    try {
      this.file = new PrintWriter(Files.newBufferedWriter(file), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void did(String what) {
    String line = at() + what;
    file.println(line);
    tail.add(line);
    if (tail.size() > TAIL) {
      tail.remove();
    }
  }

  synchronized void wrong(String what) {
    String line = at() + (what.length() > 600 ? what.substring(0, 600) + " …" : what);
    file.println("WRONG " + line);
    count++;
    if (wrong.size() < SHOWN) {
      wrong.add(line);
    }
  }

  private String at() {
    return String.format(Locale.ROOT, "%7.2f ", (System.nanoTime() - begin) / 1e9);
  }

  synchronized int count() {
    return count;
  }

  /** For people: what was wrong, and what was done last. */
  synchronized String report() {
    return count
        + " wrong:\n"
        + String.join("\n", wrong)
        + "\nlast actions:\n"
        + String.join("\n", tail);
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}
