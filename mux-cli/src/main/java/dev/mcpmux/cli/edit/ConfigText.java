package dev.mcpmux.cli.edit;

import dev.mcpmux.core.text.ByteText;
import java.util.List;
import java.util.Map;

/**
 * The text of a config file. A change gives a new text in which only the bytes of that change
 * differ; it has been parsed again, and its tree is the old one with just that change.
 *
 * <p>A path names members from the root of the document down, as in {@code ["mcpServers",
 * "memory"]}. Elements of lists have no path: a list is replaced as a whole. In YAML a list of
 * objects with names is one by these names.
 *
 * <p>Values are {@code Map<String, ?>} (ordered), {@code List<?>}, {@code String}, {@code Boolean},
 * {@code Number} (a tree holds {@code BigDecimal}, and {@code Double} for what is no finite
 * number), {@code null} where the format has it, and the classes of {@code java.time} for the dates
 * of TOML. A byte that is not UTF-8 stands in a string as {@link ByteText} has it.
 */
public abstract sealed class ConfigText permits JsonText, TomlText, YamlText {

  /** Of a larger text, what it says would not fit into the memory of a command. */
  public static final long MAX_BYTES = 16 << 20;

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
    if (known.length > MAX_BYTES) {
      throw new EditException(0, 0, tooLarge(known.length));
    }
    for (byte b : known) {
      if (b == 0) {
        throw new EditException(0, 0, "the file holds zero bytes: it is no text in UTF-8");
      }
    }
    String text = ByteText.of(known);
    return switch (format) {
      case TOML -> new TomlText(text);
      case YAML -> new YamlText(text);
      case JSON, JSONC -> new JsonText(text, format);
    };
  }

  /** What is to be said of more than {@link #MAX_BYTES}. */
  public static String tooLarge(long bytes) {
    return "it has " + bytes + " bytes (limit: " + MAX_BYTES + ")";
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
   * missing are made. In JSON a map takes the place of an object as a whole, with the comments in
   * it; to keep these, set members one by one. In TOML that is done for a table.
   *
   * @return this, if the text says so already
   * @throws EditException if something on the way is no object, the value has no form in this
   *     format, or the result would not say exactly this
   */
  public final ConfigText set(List<String> path, Object value) throws EditException {
    return edited(List.of(Edit.set(path, value)));
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
    return edited(List.of(Edit.remove(path)));
  }

  /**
   * Does several changes, each as {@link #set} and {@link #remove} would after those before it. The
   * result is parsed once, so that many cost little more than one.
   *
   * @return this, if the text says so already
   * @throws EditException as those do
   */
  public final ConfigText edited(List<Edit> edits) throws EditException {
    ConfigText now = this;
    List<String> last = List.of();
    for (Edit edit : edits) {
      ConfigText next = now.edited(edit);
      last = next == now ? last : edit.path();
      now = next;
    }
    return now == this ? this : now.checked(last);
  }

  private ConfigText edited(Edit edit) throws EditException {
    List<String> path = edit.path();
    if (edit.removes()) {
      return has(path) ? without(path, Values.without(tree(), path)) : this;
    }
    Object wanted = Values.normal(edit.value());
    return has(path) && Values.same(get(path), wanted, true)
        ? this
        : with(path, wanted, Values.with(tree(), path, wanted));
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

  /** The text with a value that is not there yet; its tree is what is expected of it. */
  abstract ConfigText with(List<String> path, Object value, Map<String, Object> expected)
      throws EditException;

  /** The text without a member that is there; its tree is what is expected of it. */
  abstract ConfigText without(List<String> path, Map<String, Object> expected) throws EditException;

  /**
   * The same, parsed as a whole.
   *
   * @param path where it was changed last
   * @throws EditException if it does not say what is expected of it
   */
  abstract ConfigText checked(List<String> path) throws EditException;

  static String impossible(List<String> path) {
    return "\"" + String.join(".", path) + "\" cannot be changed safely in this text";
  }
}
