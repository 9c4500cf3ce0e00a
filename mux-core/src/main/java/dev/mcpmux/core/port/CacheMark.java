package dev.mcpmux.core.port;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.frame.ValueType;
import java.nio.ByteBuffer;

/** What the {@code _meta} of a result says that mcpmux has kept: how old it is. */
public final class CacheMark {
  /** The member of {@code _meta}. */
  public static final String META = "dev.mcpmux/cache";

  public static final String AGE = "ageMillis";

  private static final int MAX_DIGITS = 18;

  private CacheMark() {}

  /** How old the result is that a reply gives again; -1 for one of which that is not said. */
  public static long ageMillis(FrameView reply) {
    long[] age = {-1};
    if (reply.is(Field.RESULT, ValueType.OBJECT)) {
      ByteBuffer bytes = reply.bytes();
      boolean copied = !bytes.hasArray();
      byte[] json = copied ? reply.raw(Field.RESULT) : bytes.array();
      int at = copied ? 0 : bytes.arrayOffset() + reply.offset() + reply.start(Field.RESULT);
      inside(json, at, "_meta", meta -> inside(json, meta, META, mark -> read(json, mark, age)));
    }
    return age[0];
  }

  /** Where the value of a member begins. */
  private interface Found {
    void at(int start);
  }

  private static void inside(byte[] json, int object, String member, Found found) {
    JsonSpans.members(
        json,
        object,
        (name, start, end) -> {
          if (name.equals(member)) {
            found.at(start);
          }
        });
  }

  private static void read(byte[] json, int mark, long[] age) {
    inside(json, mark, AGE, start -> age[0] = number(json, start));
  }

  private static long number(byte[] json, int start) {
    long number = 0;
    int at = start;
    while (at < start + MAX_DIGITS && Character.isDigit(json[at])) {
      number = 10 * number + json[at++] - '0';
    }
    return at == start ? -1 : number;
  }
}
