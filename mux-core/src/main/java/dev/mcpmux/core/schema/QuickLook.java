package dev.mcpmux.core.schema;

import dev.mcpmux.core.frame.JsonSpans;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A look at the bytes of a value that says only whether it certainly fits, for the calls that do:
 * reading the value into objects would cost more than the rest of the call. It knows plain objects,
 * arrays, strings and numbers; all else is for {@link Check}.
 */
final class QuickLook {
  /** As many as a {@code long} has bits. */
  private static final int MAX_PROPERTIES = 64;

  private static final int MAX_DEPTH = 32;

  private record Property(byte[] name, QuickLook value) {}

  /** Those that are allowed, as {@link Types}; 0 for a schema that is not simple. */
  private int types;

  private Property[] properties = {};

  /** Of the properties, as bits. */
  private long required;

  private QuickLook items;
  private long minLength;
  private boolean isAny;

  private QuickLook() {}

  static QuickLook of(Object schema) {
    return of(schema, 0);
  }

  private static QuickLook of(Object schema, int depth) {
    QuickLook look = new QuickLook();
    if (!(schema instanceof Map<?, ?> keywords) || depth > MAX_DEPTH) {
      return look;
    }
    look.isAny = keywords.keySet().stream().allMatch(Keywords::refusesNothing);
    for (Map.Entry<?, ?> keyword : keywords.entrySet()) {
      if (!look.read((String) keyword.getKey(), keyword.getValue(), depth)) {
        look.types = 0;
        return look;
      }
    }
    if (keywords.get("required") instanceof List<?> names) {
      look.require(names);
    }
    return look;
  }

  /** Takes a keyword in. Returns whether this knows it. */
  private boolean read(String keyword, Object is, int depth) {
    switch (keyword) {
      case "type" -> types = is instanceof String name ? bit(name) : 0;
      case "properties" -> {
        if (!(is instanceof Map<?, ?> some) || some.size() > MAX_PROPERTIES) {
          return false;
        }
        properties =
            some.entrySet().stream()
                .map(
                    each ->
                        new Property(
                            ((String) each.getKey()).getBytes(StandardCharsets.UTF_8),
                            of(each.getValue(), depth + 1)))
                .toArray(Property[]::new);
      }
      case "items" -> items = of(is, depth + 1);
      case "minLength" -> {
        if (!(is instanceof JsonNumber number) || !(number.value() <= 1)) {
          return false;
        }
        minLength = number.value() > 0 ? 1 : 0;
      }
      case "required" -> {
        return is instanceof List<?>;
      }
      case "additionalProperties" -> {
        // what is no property is not looked at here
      }
      default -> {
        return Keywords.refusesNothing(keyword);
      }
    }
    return true;
  }

  private static int bit(String type) {
    int index = Types.index(type);
    return index < 0 ? 0 : type.equals("number") ? 1 << index | 1 << index + 1 : 1 << index;
  }

  private void require(List<?> names) {
    for (Object name : names) {
      int index = name instanceof String text ? find(text.getBytes(StandardCharsets.UTF_8)) : -1;
      if (index < 0) {
        types = 0;
        return;
      }
      required |= 1L << index;
    }
  }

  private int find(byte[] name) {
    return find(name, 0, name.length);
  }

  private int find(byte[] json, int from, int to) {
    for (int i = 0; i < properties.length; i++) {
      byte[] name = properties[i].name;
      if (name.length == to - from && Arrays.equals(name, 0, name.length, json, from, to)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether it certainly fits.
   *
   * @param json has one valid value from there on
   */
  boolean fits(byte[] json, int start) {
    return end(json, skipSpace(json, start)) >= 0;
  }

  /** Behind the value that begins here; -1 when it may not fit. */
  int end(byte[] json, int at) {
    return switch (json[at]) {
      case '"' -> isAny || allows(Types.STRING) ? stringEnd(json, at) : -1;
      case '{' -> allows(Types.OBJECT) ? objectEnd(json, at) : -1;
      case '[' -> allows(Types.ARRAY) && items != null ? arrayEnd(json, at) : -1;
      case 't' -> isAny || allows(Types.BOOLEAN) ? at + 4 : -1;
      case 'f' -> isAny || allows(Types.BOOLEAN) ? at + 5 : -1;
      case 'n' -> isAny || allows(Types.NULL) ? at + 4 : -1;
      default ->
          isAny || allows(Types.INTEGER) ? numberEnd(json, at, isAny || allows(Types.NUMBER)) : -1;
    };
  }

  private boolean allows(int type) {
    return (types & 1 << type) != 0;
  }

  /** What is not empty has a character. */
  private int stringEnd(byte[] json, int at) {
    int end = JsonSpans.end(json, at);
    return end - at - 2 >= minLength ? end : -1;
  }

  private static int numberEnd(byte[] json, int at, boolean anyNumber) {
    int end = at;
    while (end < json.length && isOfNumber(json[end])) {
      if (!anyNumber && json[end] != '-' && (json[end] < '0' || json[end] > '9')) {
        return -1;
      }
      end++;
    }
    return end;
  }

  private static boolean isOfNumber(byte b) {
    return b >= '0' && b <= '9' || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
  }

  private int arrayEnd(byte[] json, int start) {
    int at = skipSpace(json, start + 1);
    while (json[at] != ']') {
      at = items.end(json, at);
      if (at < 0) {
        return -1;
      }
      at = skipSpace(json, at);
      at = json[at] == ',' ? skipSpace(json, at + 1) : at;
    }
    return at + 1;
  }

  private int objectEnd(byte[] json, int start) {
    long seen = 0;
    int at = skipSpace(json, start + 1);
    while (json[at] != '}') {
      int nameEnd = JsonSpans.skipPlain(json, at + 1);
      int index = json[nameEnd] == '"' ? find(json, at + 1, nameEnd) : -1;
      if (index < 0 || (seen & 1L << index) != 0) {
        return -1;
      }
      seen |= 1L << index;
      at = properties[index].value.end(json, skipSpace(json, skipSpace(json, nameEnd + 1) + 1));
      if (at < 0) {
        return -1;
      }
      at = skipSpace(json, at);
      at = json[at] == ',' ? skipSpace(json, at + 1) : at;
    }
    return (required & ~seen) == 0 ? at + 1 : -1;
  }

  private static int skipSpace(byte[] json, int from) {
    int at = from;
    while (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n') {
      at++;
    }
    return at;
  }
}
