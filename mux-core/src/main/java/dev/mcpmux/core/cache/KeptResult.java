package dev.mcpmux.core.cache;

import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.port.CacheMark;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A result of a tool as it came. Where it is given again, {@code _meta} says so, and how old it is.
 */
final class KeptResult {
  private static final String RELATED_TASK = "io.modelcontextprotocol/related-task";

  private final byte[] result;

  /** Where in it the age is written, between these two. */
  private final int cut;

  private final String before;
  private final String behind;
  private final long since;

  private KeptResult(byte[] result, int cut, String before, String behind, long since) {
    this.result = result;
    this.cut = cut;
    this.before = before;
    this.behind = behind;
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
    return new KeptResult(result, cut, before, behind, now);
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
    byte[] between = (before + ageMillis(now) + behind).getBytes(StandardCharsets.US_ASCII);
    byte[] again = Arrays.copyOf(result, result.length + between.length);
    System.arraycopy(between, 0, again, cut, between.length);
    System.arraycopy(result, cut, again, cut + between.length, result.length - cut);
    return again;
  }

  long ageMillis(long now) {
    return (now - since) / 1_000_000;
  }

  int bytes() {
    return result.length + before.length() + behind.length();
  }
}
