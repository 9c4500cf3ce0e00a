package dev.mcpmux.cli.edit;

import dev.mcpmux.core.text.ByteText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** TOML: tomlj says what a text means, and {@link TomlReader} where that stands. */
final class TomlText extends ConfigText {

  private static final char UNKNOWN = '\uFFFD';

  private final Map<String, Object> tree;

  /**
   * @throws EditException if it is not TOML
   */
  TomlText(String text) throws EditException {
    super(text, Format.TOML);
    TomlParseResult result;
    try {
      result = Toml.parse(known(text.substring(bodyOf(text))));
    } catch (StackOverflowError e) {
      throw new EditException(0, 0, "the text is nested too deeply");
    }
    if (result.hasErrors()) {
      TomlParseError error = result.errors().get(0);
      throw new EditException(
          error.position().line(), error.position().column(), message(error.getMessage()));
    }
    this.tree = Values.members(Values.normal(map(result)));
  }

  /** tomlj quotes what it did not expect, which may be a value, and all that it would have. */
  private static String message(String said) {
    if (said == null || said.startsWith("Unexpected '") || said.startsWith("Unexpected \"")) {
      return "something stands here that TOML does not have in this place";
    }
    int expected = said.indexOf(", expected");
    String first = expected < 0 ? said : said.substring(0, expected);
    return first.replaceAll("'.*'|\".*\"", "…");
  }

  @Override
  public Map<String, Object> tree() {
    return tree;
  }

  @Override
  TomlText with(List<String> path, Object value, Map<String, Object> expected)
      throws EditException {
    try {
      return checked(new TomlEdit(text(), tree).set(path, value), expected, path);
    } catch (IndexOutOfBoundsException e) {
      throw unknown();
    }
  }

  @Override
  TomlText without(List<String> path, Map<String, Object> expected) throws EditException {
    try {
      return checked(TomlRemoval.of(text(), path), expected, path);
    } catch (IndexOutOfBoundsException e) {
      throw unknown();
    }
  }

  /** The order of tables does not count, nor whether one without members is there. */
  private static TomlText checked(String text, Map<String, Object> expected, List<String> path)
      throws EditException {
    TomlText read;
    try {
      read = new TomlText(text);
    } catch (EditException e) {
      throw new EditException(0, 0, impossible(path) + " (" + e.withPlace() + ")");
    }
    if (!Values.same(pruned(expected, read.tree, path), read.tree, false)) {
      throw new EditException(0, 0, impossible(path));
    }
    return read;
  }

  @Override
  TomlText checked(List<String> path) {
    return this; // each change was
  }

  private static EditException unknown() {
    return new EditException(0, 0, "this text is written in a way that cannot be changed safely");
  }

  /** Without the tables on the path that have no members left and are not there any more. */
  private static Map<String, Object> pruned(
      Map<String, Object> expected, Map<String, Object> now, List<String> path) {
    String name = path.get(0);
    if (path.size() == 1 || !(expected.get(name) instanceof Map)) {
      return expected;
    }
    Map<String, Object> child =
        pruned(
            Values.members(expected.get(name)),
            Values.members(now.get(name)),
            path.subList(1, path.size()));
    Map<String, Object> copy = new LinkedHashMap<>(expected);
    if (child.isEmpty() && !now.containsKey(name)) {
      copy.remove(name);
    } else {
      copy.put(name, child);
    }
    return copy;
  }

  /** With a character of the same length for each byte that is not UTF-8. */
  private static String known(String text) {
    if (ByteText.isUtf8(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        out.setCharAt(i, UNKNOWN);
      }
    }
    return out.toString();
  }

  private static Map<String, Object> map(TomlTable table) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String key : table.keySet()) {
      map.put(key, value(table.get(List.of(key))));
    }
    return map;
  }

  private static Object value(Object value) {
    if (value instanceof TomlTable table) {
      return map(table);
    } else if (value instanceof TomlArray array) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        list.add(value(array.get(i)));
      }
      return list;
    }
    return value instanceof Long number ? BigDecimal.valueOf(number) : value;
  }
}
