package dev.mcpmux.core.api;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.json.CheckedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value, immutable. It is its text, in UTF-8 on one line: it was checked once, is read only
 * where somebody looks, and goes out again as it came.
 *
 * <pre>{@code
 * Json arguments = Json.parse("{\"path\": \"/tmp\", \"deep\": true}");
 * String path = arguments.get("path").text();
 * boolean deep = arguments.get("deep").bool(false);
 * Json answer = Json.object().put("path", path).put("files", 3).build();
 * }</pre>
 *
 * <p>A member or element that is not there reads as {@link #NULL}, so that looking deep needs no
 * questions in between. Two values are equal when their texts are.
 */
public final class Json {

  /** What kinds of values there are. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  static {
    CheckedJson.opens(Json::checked);
  }

  public static final Json NULL = new Json("null".getBytes(StandardCharsets.US_ASCII));
  public static final Json TRUE = new Json("true".getBytes(StandardCharsets.US_ASCII));
  public static final Json FALSE = new Json("false".getBytes(StandardCharsets.US_ASCII));
  public static final Json EMPTY_OBJECT = new Json("{}".getBytes(StandardCharsets.US_ASCII));

  private final byte[] bytes;
  private final int from;
  private final int to;

  private Json(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Json(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /**
   * @param text one JSON value (RFC 8259), at most 512 levels deep
   * @throws IllegalArgumentException if it is none; the message says where
   */
  public static Json parse(String text) {
    return parse(JsonSyntax.utf8(text));
  }

  /** As {@link #parse(String)}, of UTF-8 without a byte order mark. The bytes are copied. */
  public static Json parse(byte[] utf8) {
    JsonSyntax.check(utf8);
    byte[] line = utf8.clone();
    for (int at = 0; at < line.length; at++) {
      if (line[at] == '\n' || line[at] == '\r') {
        line[at] = ' '; // within a string it would not be JSON
      }
    }
    int from = JsonCursor.skipSpace(line, 0);
    return new Json(line, from, JsonCursor.skipValue(line, from));
  }

  /** As {@link CheckedJson} says. */
  static Json checked(byte[] line) {
    return new Json(line);
  }

  public static Json of(String text) {
    return new Json(FrameText.quoted(text).getBytes(StandardCharsets.UTF_8));
  }

  public static Json of(long number) {
    return new Json(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * @param number finite, as JSON knows nothing else
   */
  public static Json of(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("number: " + number + " (expected: finite)");
    }
    return number == Math.rint(number) && Math.abs(number) < 1L << 53
        ? of((long) number)
        : new Json(Double.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  public static Json of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** An array of strings. */
  public static Json ofStrings(Iterable<String> texts) {
    ArrayBuilder array = array();
    texts.forEach(text -> array.add(of(text)));
    return array.build();
  }

  public static ObjectBuilder object() {
    return new ObjectBuilder();
  }

  public static ArrayBuilder array() {
    return new ArrayBuilder();
  }

  public Kind kind() {
    return switch (bytes[from]) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  public boolean isNull() {
    return bytes[from] == 'n';
  }

  public boolean isObject() {
    return bytes[from] == '{';
  }

  public boolean isArray() {
    return bytes[from] == '[';
  }

  public boolean isString() {
    return bytes[from] == '"';
  }

  /** The member of an object; {@link #NULL} where there is none. Of two, the last. */
  public Json get(String key) {
    Json found = NULL;
    if (isObject()) {
      JsonCursor cursor = new JsonCursor(bytes, from);
      while (cursor.nextMember()) {
        if (cursor.keyIs(key)) {
          found = new Json(bytes, cursor.start(), cursor.end());
        }
      }
    }
    return found;
  }

  /** Several members of an object, found in one pass, as {@link #get(String)} finds each. */
  public Json[] pick(String... keys) {
    Json[] found = new Json[keys.length];
    Arrays.fill(found, NULL);
    if (isObject()) {
      JsonCursor cursor = new JsonCursor(bytes, from);
      while (cursor.nextMember()) {
        for (int i = 0; i < keys.length; i++) {
          if (cursor.keyIs(keys[i])) {
            found[i] = new Json(bytes, cursor.start(), cursor.end());
            break;
          }
        }
      }
    }
    return found;
  }

  /** Whether an object has such a member. */
  public boolean has(String key) {
    JsonCursor cursor = new JsonCursor(bytes, from);
    while (isObject() && cursor.nextMember()) {
      if (cursor.keyIs(key)) {
        return true;
      }
    }
    return false;
  }

  /** The members of an object in their order; none for any other value. */
  public Map<String, Json> members() {
    Map<String, Json> members = new LinkedHashMap<>();
    JsonCursor cursor = new JsonCursor(bytes, from);
    while (isObject() && cursor.nextMember()) {
      members.put(cursor.key(), new Json(bytes, cursor.start(), cursor.end()));
    }
    return members;
  }

  /** The elements of an array; none for any other value. */
  public List<Json> elements() {
    List<Json> elements = new ArrayList<>();
    JsonCursor cursor = new JsonCursor(bytes, from);
    while (isArray() && cursor.nextElement()) {
      elements.add(new Json(bytes, cursor.start(), cursor.end()));
    }
    return elements;
  }

  /** The element of an array, counted from 0; {@link #NULL} where there is none. */
  public Json get(int index) {
    JsonCursor cursor = new JsonCursor(bytes, from);
    for (int at = 0; isArray() && cursor.nextElement(); at++) {
      if (at == index) {
        return new Json(bytes, cursor.start(), cursor.end());
      }
    }
    return NULL;
  }

  /**
   * The text of a string.
   *
   * @throws IllegalArgumentException when it is none
   */
  public String text() {
    if (!isString()) {
      throw new IllegalArgumentException("value: " + shortText() + " (expected: a string)");
    }
    return JsonCursor.text(bytes, from, to);
  }

  /** The text of a string; else the other one. */
  public String text(String otherwise) {
    return isString() ? text() : otherwise;
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException when it is none, or too large
   */
  public long number() {
    double value = decimal();
    try {
      return Long.parseLong(toString());
    } catch (NumberFormatException e) {
      if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
        return (long) value;
      }
      throw new IllegalArgumentException(
          "value: " + shortText() + " (expected: a whole number)", e);
    }
  }

  /** The whole number that it is; else the other one. */
  public long number(long otherwise) {
    try {
      return kind() == Kind.NUMBER ? number() : otherwise;
    } catch (IllegalArgumentException e) { // it has a fraction, or is too large
      return otherwise;
    }
  }

  /**
   * @throws IllegalArgumentException when it is no number
   */
  public double decimal() {
    if (kind() != Kind.NUMBER) {
      throw new IllegalArgumentException("value: " + shortText() + " (expected: a number)");
    }
    return Double.parseDouble(toString());
  }

  /** True or false, if it is that; else the other one. */
  public boolean bool(boolean otherwise) {
    return kind() == Kind.BOOLEAN ? bytes[from] == 't' : otherwise;
  }

  /**
   * The same value with bytes of its own. A value that was found in another keeps all bytes of that
   * one: to keep a small part of a large message for long, keep a copy.
   */
  public Json copy() {
    return new Json(toBytes());
  }

  /** How many bytes {@link #writeTo} writes. */
  public int length() {
    return to - from;
  }

  /** Writes the text in UTF-8; returns the index behind it. */
  public int writeTo(byte[] target, int at) {
    System.arraycopy(bytes, from, target, at, to - from);
    return at + to - from;
  }

  /** Its text in UTF-8, a copy. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private String shortText() {
    String text = toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** Its text. */
  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Json json
        && Arrays.equals(bytes, from, to, json.bytes, json.from, json.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int at = from; at < to; at++) {
      hash = 31 * hash + bytes[at];
    }
    return hash;
  }

  /** Makes an object, member by member. Not thread-safe. */
  public static final class ObjectBuilder {
    private final JsonText text = new JsonText('{');

    private ObjectBuilder() {}

    public ObjectBuilder put(String key, Json value) {
      Objects.requireNonNull(value); // before anything is written
      text.next().string(key).raw(':').value(value);
      return this;
    }

    public ObjectBuilder put(String key, String value) {
      Objects.requireNonNull(value);
      text.next().string(key).raw(':').string(value);
      return this;
    }

    public ObjectBuilder put(String key, long value) {
      return put(key, of(value));
    }

    public ObjectBuilder put(String key, double value) {
      return put(key, of(value));
    }

    public ObjectBuilder put(String key, boolean value) {
      return put(key, of(value));
    }

    /** Puts it if it is not null, neither in Java nor in JSON. */
    public ObjectBuilder putIfAny(String key, @Nullable Json value) {
      return value == null || value.isNull() ? this : put(key, value);
    }

    /** Puts it if there is one. */
    public ObjectBuilder putIfAny(String key, @Nullable String value) {
      return value == null || value.isEmpty() ? this : put(key, value);
    }

    public ObjectBuilder putAll(Map<String, Json> members) {
      members.forEach(this::put);
      return this;
    }

    public Json build() {
      return new Json(text.end('}'));
    }
  }

  /** Makes an array, element by element. Not thread-safe. */
  public static final class ArrayBuilder {
    private final JsonText text = new JsonText('[');

    private ArrayBuilder() {}

    public ArrayBuilder add(Json value) {
      Objects.requireNonNull(value);
      text.next().value(value);
      return this;
    }

    public ArrayBuilder add(String value) {
      text.next().string(value);
      return this;
    }

    public Json build() {
      return new Json(text.end(']'));
    }
  }
}
