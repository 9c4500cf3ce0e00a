package dev.mcpmux.core.cache;

import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.port.CacheMark;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A result of a tool, in two parts between which its age is written: {@code _meta} says where it is
 * from.
 */
final class KeptResult {
  private static final String RELATED_TASK = "io.modelcontextprotocol/related-task";

  private final byte[] head;
  private final byte[] tail;
  private final long since;

  private KeptResult(byte[] head, byte[] tail, long since) {
    this.head = head;
    this.tail = tail;
    this.since = since;
  }

  /**
   * @param result an object
   * @return null when it must not be kept: it is of a task, says itself that it is not to be, or
   *     cannot be read in one way only
   */
  static KeptResult of(byte[] result, long now) {
    Shape shape = new Shape(result);
    JsonSpans.members(result, 0, shape::member);
    if (!shape.plain) {
      return null;
    }
    boolean wraps = shape.meta < 0;
    int cut = 1 + (wraps ? 0 : shape.meta);
    boolean more = wraps ? !shape.names.isEmpty() : shape.hasMeta;
    String before =
        (wraps ? "\"_meta\":{" : "") + "\"" + CacheMark.META + "\":{\"" + CacheMark.AGE + "\":";
    String behind = "}" + (wraps ? "}" : "") + (more ? "," : "");
    return new KeptResult(
        joined(result, 0, cut, before, true),
        joined(result, cut, result.length, behind, false),
        now);
  }

  private static byte[] joined(byte[] bytes, int from, int to, String text, boolean behind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from + text.length());
    byte[] more = text.getBytes(StandardCharsets.US_ASCII);
    if (!behind) {
      out.writeBytes(more);
    }
    out.write(bytes, from, to - from);
    if (behind) {
      out.writeBytes(more);
    }
    return out.toByteArray();
  }

  /** What is looked at of a result. */
  private static final class Shape {
    private final byte[] result;
    private final Set<String> names = new HashSet<>();
    private boolean plain = true;

    /** Where the object {@code _meta} begins; -1 without one. */
    private int meta = -1;

    private boolean hasMeta;

    Shape(byte[] result) {
      this.result = result;
    }

    private void member(String name, int start, int end) {
      plain &= names.add(name) && !name.equals("task");
      if (name.equals("_meta")) {
        plain &= result[start] == '{';
        meta = start;
        JsonSpans.members(result, start, this::metaMember);
      } else if (name.equals("isError")) {
        plain &= result[start] == 'f';
      }
    }

    private void metaMember(String name, int start, int end) {
      hasMeta = true;
      plain &= !name.equals(CacheMark.META) && !name.equals(RELATED_TASK);
    }
  }

  /** The result as it is given again. */
  byte[] at(long now) {
    byte[] age = String.valueOf(ageMillis(now)).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + age.length + tail.length);
    out.writeBytes(head);
    out.writeBytes(age);
    out.writeBytes(tail);
    return out.toByteArray();
  }

  long ageMillis(long now) {
    return (now - since) / 1_000_000;
  }

  int bytes() {
    return head.length + tail.length;
  }
}
