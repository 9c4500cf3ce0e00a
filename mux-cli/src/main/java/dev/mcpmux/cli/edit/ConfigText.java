package dev.mcpmux.cli.edit;

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
 * of TOML.
 */
public abstract class ConfigText {

  ConfigText() {}

  /**
   * Reads a text.
   *
   * @param bytes UTF-8, with or without a byte order mark; null, empty or white space for a file
   *     that is not there or holds nothing, which is read as an empty document
   * @throws EditException if it is not what {@code format} says, with line and column
   */
  public static ConfigText of(byte[] bytes, Format format) throws EditException {
    throw new UnsupportedOperationException("not yet");
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
  public abstract ConfigText set(List<String> path, Object value) throws EditException;

  /**
   * Removes the member at the path with its comma, its line and the comment on the same line. A
   * name that stands twice goes twice.
   *
   * @return this, if there is none
   * @throws EditException if the result would not say exactly this
   */
  public abstract ConfigText remove(List<String> path) throws EditException;

  /** The text as it is to be written; a copy. */
  public abstract byte[] bytes();

  public abstract Format format();
}
