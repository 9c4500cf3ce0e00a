package dev.mcpmux.cli.top;

import dev.mcpmux.core.text.Printable;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;

/** Text in columns of a terminal, in which a character may take two, or none. */
final class Lines {

  private Lines() {}

  /** Harmless, and as wide as that: cut or filled up. Of a path the end is left. */
  static String fit(String raw, int width, boolean right) {
    String text = Printable.line(raw);
    int wide = columns(text);
    if (wide <= width) {
      String padding = " ".repeat(width - wide);
      return right ? padding + text : text + padding;
    }
    if (width <= 0) {
      return "";
    }
    return text.startsWith("/")
        ? fit("…" + end(text, wide, width - 1), width, right)
        : fit(start(text, width - 1) + "…", width, right);
  }

  private static String start(String text, int width) {
    int wide = 0;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      wide += columns(point);
      if (wide > width) {
        break;
      }
      at += Character.charCount(point);
    }
    return text.substring(0, at);
  }

  private static String end(String text, int columns, int width) {
    int wide = columns;
    int at = 0;
    while (wide > width) {
      int point = text.codePointAt(at);
      wide -= columns(point);
      at += Character.charCount(point);
    }
    return text.substring(at);
  }

  private static int columns(String text) {
    return text.codePoints().map(Lines::columns).sum();
  }

  private static int columns(int point) {
    return Math.max(0, WCWidth.wcwidth(point));
  }

  /** A whole line of the screen. */
  static AttributedString line(String text, int width, AttributedStyle style) {
    return new AttributedStringBuilder()
        .style(style)
        .append(fit(text, width, false))
        .toAttributedString();
  }

  /** A line that has its colours in it, cut. */
  static AttributedString coloured(String text, int width) {
    AttributedString line = AttributedString.fromAnsi(text);
    return line.columnLength() <= width ? line : line.columnSubSequence(0, width);
  }
}
