package dev.mcpmux.cli.edit;

import dev.mcpmux.core.ByteText;
import java.util.List;
import java.util.Map;

/**
 * The text of a config file. A change gives a new text in which only the bytes of that change
 * differ; it has been parsed again, and its tree is the old one with just that change.
 *
 * <p>A path names members from the root of the document down, as in {@code ["mcpServers",
 * "memory"]}. Elements of lists have no path: a list is replaced as a whole.
 *
 * <p>Values are {@code Map<String, ?>} (ordered), {@code List<?>}, {@code String}, {@code Boolean},
 * {@code Number} (a tree holds {@code BigDecimal}, and {@code Double} for what is no finite
 * number), {@code null} where the format has it, and the classes of {@code java.time} for the dates
 * of TOML. A byte that is not UTF-8 stands in a string as {@link ByteText} has it.
 */
public abstract sealed class ConfigText permits JsonText, TomlText {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String text;
  private final Format format;

  ConfigText(String text, Format format) {
    this.text = text;
    this.format = format;
  }

  /**
   * Reads a text.
   *
   * @param bytes UTF-8, with or without a byte order mark; null, empty or white space for a file
   *     that is not there or holds nothing, which is read as an empty document
   * @throws EditException if it is not what {@code format} says, with line and column
   */
  public static ConfigText of(byte[] bytes, Format format) throws EditException {
    byte[] known = bytes == null ? new byte[0] : bytes;
    for (byte b : known) {
      if (b == 0) {
        throw new EditException(0, 0, "the file holds zero bytes: it is no text in UTF-8");
      }
    }
    return ofText(ByteText.of(known), format);
  }

  static ConfigText ofText(String text, Format format) throws EditException {
    return format == Format.TOML ? new TomlText(text) : new JsonText(text, format);
  }

  /** Where the text begins, after a byte order mark. */
  static int bodyOf(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
  }

  /**
   * What the text says; unmodifiable. Of a name that stands twice in an object, the last counts.
   */
  public abstract Map<String, Object> tree();

  /** Whether there is a member at the path, be it null. */
  public final boolean has(List<String> path) {
    Object at = tree();
    for (String name : path) {
      if (!(at instanceof Map<?, ?> map) || !map.containsKey(name)) {
        return false;
      }
      at = map.get(name);
    }
    return true;
  }

  /** The value at the path; null if there is none, or if it is null. */
  public final Object get(List<String> path) {
    Object at = tree();
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }

  /**
   * Replaces the value at the path, or adds a member, in the style around it; parents that are
   * missing are made.
   *
   * @return this, if the text says so already
   * @throws EditException if something on the way is no object, the value has no form in this
   *     format, or the result would not say exactly this
   */
  public final ConfigText set(List<String> path, Object value) throws EditException {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("no path");
    }
    Object wanted = Values.normal(value);
    if (has(path) && Values.same(get(path), wanted, true)) {
      return this;
    }
    Map<String, Object> expected = Values.with(tree(), path, wanted);
    return checked(textWith(path, wanted), expected, path);
  }

  /**
   * Removes the member at the path with its comma, its line and the comment on the same line. A
   * name that stands twice goes twice. In TOML a table that was there only because of this member
   * goes with it.
   *
   * @return this, if there is none
   * @throws EditException if the result would not say exactly this
   */
  public final ConfigText remove(List<String> path) throws EditException {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("no path");
    }
    return has(path) ? checked(textWithout(path), Values.without(tree(), path), path) : this;
  }

  /** The text as it is to be written; a copy. */
  public final byte[] bytes() {
    return ByteText.bytes(text);
  }

  public final Format format() {
    return format;
  }

  final String text() {
    return text;
  }

  /** The text after {@link #set}; the value is not there yet, or another one. */
  abstract String textWith(List<String> path, Object value) throws EditException;

  /** The text after {@link #remove}; the member is there. */
  abstract String textWithout(List<String> path) throws EditException;

  /** Whether a text says what is expected of it after the change at a path. */
  boolean saysAfter(Map<String, Object> expected, List<String> path) {
    return Values.same(expected, tree(), true);
  }

  private ConfigText checked(String changed, Map<String, Object> expected, List<String> path)
      throws EditException {
    ConfigText result;
    try {
      result = ofText(changed, format);
    } catch (EditException e) {
      throw new EditException(0, 0, impossible(path) + " (" + e.withPlace() + ")");
    }
    if (!result.saysAfter(expected, path)) {
      throw new EditException(0, 0, impossible(path));
    }
    return result;
  }

  private static String impossible(List<String> path) {
    return "\"" + String.join(".", path) + "\" cannot be changed safely in this text";
  }
}
