package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON, with comments and trailing commas or without. */
final class JsonText extends ConfigText {

  private final JsonNode root;
  private final Map<String, Object> tree;

  /**
   * @throws EditException if it is not JSON, or no object
   */
  JsonText(String text, Format format) throws EditException {
    super(text, format);
    this.root = JsonReader.read(text, format == Format.JSONC);
    if (root != null && !root.isObject()) {
      throw new EditException(1, 1, "the text is no JSON object");
    }
    this.tree = root == null ? Map.of() : Values.members(Values.normal(root.tree()));
  }

  @Override
  public Map<String, Object> tree() {
    return tree;
  }

  @Override
  String textWith(List<String> path, Object value) throws EditException {
    if (root == null) {
      JsonStyle style = new JsonStyle(text(), null, null, null);
      String object = style.value(nested(path, 0, value), "", false);
      if (text().substring(bodyOf(text())).isBlank()) {
        return text().substring(0, bodyOf(text())) + object + style.newline();
      }
      // after the comments, the last of which may reach to its line's end
      return text() + (text().endsWith("\n") ? "" : style.newline()) + object + style.newline();
    }
    JsonNode parent = root;
    for (int depth = 0; ; depth++) {
      JsonNode.Member member = parent.member(path.get(depth));
      if (member == null) {
        Object added = nested(path, depth + 1, value);
        return new JsonObjectEdit(text(), root, parent).add(path.get(depth), added);
      }
      if (depth == path.size() - 1 || !member.value().isObject()) {
        Object replacement = nested(path, depth + 1, value);
        return new JsonObjectEdit(text(), root, parent).replace(member, replacement);
      }
      parent = member.value();
    }
  }

  @Override
  String textWithout(List<String> path) throws EditException {
    String name = path.get(path.size() - 1);
    String rest = text();
    JsonNode now = root;
    JsonNode parent = parent(now, path);
    while (parent.member(name) != null) {
      rest = new JsonObjectEdit(rest, now, parent).remove(parent.member(name));
      now = JsonReader.read(rest, format() == Format.JSONC);
      parent = parent(now, path);
    }
    return rest;
  }

  private static JsonNode parent(JsonNode root, List<String> path) {
    JsonNode parent = root;
    for (String name : path.subList(0, path.size() - 1)) {
      parent = parent.member(name).value();
    }
    return parent;
  }

  /** The value inside objects for the names from {@code depth} on. */
  private static Object nested(List<String> path, int depth, Object value) {
    Object nested = value;
    List<String> names = new ArrayList<>(path.subList(depth, path.size()));
    Collections.reverse(names);
    for (String name : names) {
      Map<String, Object> outer = new LinkedHashMap<>();
      outer.put(name, nested);
      nested = outer;
    }
    return nested;
  }
}
