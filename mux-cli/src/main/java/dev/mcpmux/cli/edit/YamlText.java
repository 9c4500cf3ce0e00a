package dev.mcpmux.cli.edit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** YAML: {@link YamlReader} says what stands where, {@link YamlEdit} changes it. */
final class YamlText extends ConfigText {

  private final JsonNode root;
  private final boolean aliases;
  private final Map<String, Object> tree;

  /**
   * @throws EditException if it is not YAML, or no object
   */
  YamlText(String text) throws EditException {
    super(text, Format.YAML);
    YamlReader.Document document = YamlReader.read(text);
    this.root = document.root();
    this.aliases = document.aliases();
    boolean nothing = root == null || root.elements() == null && root.tree() == null;
    if (!nothing && (!root.isObject() || root.elements() != null)) {
      throw new EditException(1, 1, "the text is no YAML object");
    }
    this.tree = nothing ? Map.of() : Values.members(root.tree());
  }

  @Override
  public Map<String, Object> tree() {
    return tree;
  }

  @Override
  YamlText with(List<String> path, Object value, Map<String, Object> expected)
      throws EditException {
    JsonNode at = editable();
    for (int depth = 0; depth < path.size(); depth++) {
      String name = path.get(depth);
      JsonNode.Member member = at.member(name);
      boolean last = depth == path.size() - 1;
      if (last || member == null) {
        Object wanted = last ? named(at, name, value) : value;
        YamlEdit edit = new YamlEdit(text());
        Map<String, Object> wholly = last ? Values.with(tree, path, wanted) : expected;
        if (member != null) {
          return checked(edit.replace(at, member, wanted), wholly, path);
        } else if (last) {
          return checked(edit.add(at, name, wanted), wholly, path);
        }
        break;
      }
      at = member.value();
    }
    throw unknown(); // whoever has no servers gets none here
  }

  /** An element of a list has its name inside. */
  private static Object named(JsonNode parent, String name, Object value) {
    if (parent.elements() == null || !(value instanceof Map)) {
      return value;
    }
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("name", name);
    named.putAll(Values.members(value));
    return named;
  }

  @Override
  YamlText without(List<String> path, Map<String, Object> expected) throws EditException {
    JsonNode holder = null;
    JsonNode.Member holding = null;
    JsonNode at = editable();
    for (String name : path.subList(0, path.size() - 1)) {
      holder = at;
      holding = at.member(name);
      at = holding.value();
    }
    YamlEdit edit = new YamlEdit(text());
    String name = path.get(path.size() - 1);
    if (at.members().size() > 1) {
      return checked(edit.remove(at, at.member(name)), expected, path);
    } else if (holding == null) {
      throw unknown();
    }
    // of a list nobody can say by what name its elements would go
    boolean list = at.elements() != null;
    Map<String, Object> wholly =
        list ? Values.with(tree, path.subList(0, path.size() - 1), List.of()) : expected;
    Object nothing = list ? List.of() : Map.of();
    return checked(edit.replace(holder, holding, nothing), wholly, path);
  }

  private JsonNode editable() throws EditException {
    if (root == null || aliases) {
      throw unknown();
    }
    return root;
  }

  private static YamlText checked(String text, Map<String, Object> expected, List<String> path)
      throws EditException {
    YamlText read;
    try {
      read = new YamlText(text);
    } catch (EditException e) {
      throw new EditException(0, 0, impossible(path) + " (" + e.withPlace() + ")");
    }
    if (!Values.same(expected, read.tree, true)) {
      throw new EditException(0, 0, impossible(path));
    }
    return read;
  }

  @Override
  YamlText checked(List<String> path) {
    return this; // each change was
  }

  private static EditException unknown() {
    return new EditException(0, 0, "this text is written in a way that cannot be changed safely");
  }

  /** Whether an object or a list stands in brackets. */
  static boolean isFlow(String text, int start) {
    return start < text.length() && "{[".indexOf(text.charAt(start)) >= 0;
  }
}
