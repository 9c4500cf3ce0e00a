package dev.mcpmux.core.schema;

import dev.mcpmux.core.frame.FrameText;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values in messages: in JSON, cut where they are long. */
final class Shown {
  private static final int MAX_CHARS = 80;
  private static final int MAX_LISTED = 20;

  private final StringBuilder out = new StringBuilder();

  private Shown() {}

  static String of(Object value) {
    Shown shown = new Shown();
    shown.add(value);
    return shown.out.length() <= MAX_CHARS ? shown.out.toString() : cut(shown.out.toString()) + "…";
  }

  /** What there is in place of what is expected. */
  static String got(Object value) {
    return ", got " + of(value);
  }

  /** Some of many. */
  static String list(Collection<?> values) {
    String text =
        values.stream().limit(MAX_LISTED).map(Shown::of).collect(Collectors.joining(", "));
    return values.size() > MAX_LISTED ? text + ", …" : text;
  }

  private static String cut(String text) {
    int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    return text.substring(0, end);
  }

  private void add(Object value) {
    if (out.length() > MAX_CHARS) {
      return;
    }
    if (value instanceof String text) {
      FrameText.quote(out, text.length() > 2 * MAX_CHARS ? text.substring(0, MAX_CHARS) : text);
    } else if (value instanceof Map<?, ?> members) {
      out.append('{');
      Iterator<? extends Map.Entry<?, ?>> each = members.entrySet().iterator();
      while (each.hasNext() && out.length() <= MAX_CHARS) {
        Map.Entry<?, ?> member = each.next();
        add(member.getKey());
        out.append(':');
        add(member.getValue());
        out.append(each.hasNext() ? "," : "");
      }
      out.append('}');
    } else if (value instanceof List<?> elements) {
      out.append('[');
      Iterator<?> each = elements.iterator();
      while (each.hasNext() && out.length() <= MAX_CHARS) {
        add(each.next());
        out.append(each.hasNext() ? "," : "");
      }
      out.append(']');
    } else {
      String text = value.toString();
      out.append(text, 0, Math.min(text.length(), 2 * MAX_CHARS));
    }
  }
}
