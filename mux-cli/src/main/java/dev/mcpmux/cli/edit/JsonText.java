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
    this.tree = root == null ? Map.of() : Values.members(root.tree());
  }

  /** As its tree is expected to be. */
  private JsonText(String text, Format format, JsonNode root, Map<String, Object> tree) {
    super(text, format);
    this.root = root;
    this.tree = tree;
  }

  @Override
  public Map<String, Object> tree() {
    return tree;
  }

  @Override
  JsonText with(List<String> path, Object value, Map<String, Object> expected)
      throws EditException {
    if (root == null) {
      return new JsonText(first(path, value), format());
    }
    JsonNode parent = root;
    for (int depth = 0; ; depth++) {
      JsonNode.Member member = parent.member(path.get(depth));
      JsonObjectEdit edit = new JsonObjectEdit(text(), root, parent);
      Object nested = nested(path, depth + 1, value);
      if (member == null) {
        return changed(parent, edit.add(path.get(depth), nested), expected);
      } else if (depth == path.size() - 1 || !member.value().isObject()) {
        return changed(parent, edit.replace(member, nested), expected);
      }
      parent = member.value();
    }
  }

  private String first(List<String> path, Object value) throws EditException {
    JsonStyle style = new JsonStyle(text(), null, null, null);
    String object = style.value(nested(path, 0, value), "", false);
    if (text().substring(bodyOf(text())).isBlank()) {
      return text().substring(0, bodyOf(text())) + object + style.newline();
    }
    // after the comments, the last of which may reach to its line's end
    return text() + (text().endsWith("\n") ? "" : style.newline()) + object + style.newline();
  }

  @Override
  JsonText without(List<String> path, Map<String, Object> expected) throws EditException {
    String name = path.get(path.size() - 1);
    JsonText rest = this;
    JsonNode parent = parent(root, path);
    while (parent.member(name) != null) {
      String changed =
          new JsonObjectEdit(rest.text(), rest.root, parent).remove(parent.member(name));
      rest = rest.changed(parent, changed, expected);
      parent = parent(rest.root, path);
    }
    return rest;
  }

  @Override
  JsonText checked(List<String> path) throws EditException {
    JsonNode read;
    try {
      read = JsonReader.read(text(), format() == Format.JSONC);
    } catch (EditException e) {
      throw new EditException(0, 0, impossible(path) + " (" + e.withPlace() + ")");
    }
    if (read == null || !read.says(tree)) {
      throw new EditException(0, 0, impossible(path));
    }
    return new JsonText(text(), format(), read, tree);
  }

  /** Of a text in which one object was changed, only that is read: others may hold megabytes. */
  private JsonText changed(JsonNode object, String text, Map<String, Object> expected)
      throws EditException {
    int end = object.end() + text.length() - text().length();
    JsonNode read = JsonReader.read(text, object.start(), end, format() == Format.JSONC);
    if (read == null || !read.isObject()) {
      throw new EditException(0, 0, "the change would break the text");
    }
    return new JsonText(text, format(), root.with(object, read), expected);
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
