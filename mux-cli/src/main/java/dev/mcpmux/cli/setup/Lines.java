package dev.mcpmux.cli.setup;

import dev.mcpmux.core.text.Printable;
import java.util.List;

/** Text for a terminal of 80 columns. */
final class Lines {

  private static final int WIDTH = 80;

  private final StringBuilder out = new StringBuilder();

  /** One line, cut where the screen ends. */
  Lines line(String text) {
    String shown = Printable.line(text);
    int characters = shown.codePointCount(0, shown.length());
    if (characters > WIDTH) {
      shown = shown.substring(0, shown.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }
    out.append(shown.stripTrailing()).append('\n');
    return this;
  }

  Lines blank() {
    out.append('\n');
    return this;
  }

  /** A line that is to be copied: it is not cut. */
  Lines whole(String text) {
    out.append(Printable.line(text)).append('\n');
    return this;
  }

  /** Words, broken between them; lines after the first begin with {@code indent}. */
  Lines words(String text, String indent) {
    String shown = Printable.line(text);
    int start = shown.length() - shown.stripLeading().length();
    StringBuilder line = new StringBuilder(shown.substring(0, start));
    boolean empty = true;
    for (String word : shown.substring(start).split(" ")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent).append(word);
      } else {
        line.append(empty ? "" : " ").append(word);
      }
      empty = false;
    }
    out.append(line.toString().stripTrailing()).append('\n');
    return this;
  }

  /** As in {@code a, b and c}. */
  static String and(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1))
            + " and "
            + words.get(words.size() - 1);
  }

  /** As in {@code 1 entry}, {@code 2 entries}. */
  static String counted(int n, String one, String many) {
    return n + " " + (n == 1 ? one : many);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
