package dev.mcpmux.cli.edit;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How a text is written around a place, and values written that way. */
final class JsonStyle {

  private final String text;
  private final Lines lines;
  private final JsonNode root;
  private final JsonNode parent;
  private final JsonNode replaced;

  private final String newline;
  private final String unit;
  private final String colon;
  private final String comma;
  private final String padding;
  private final boolean listsOnOneLine;

  /**
   * @param parent the object that a member of is written; null if there is none yet
   * @param replaced the value that is there; null if a member is added
   */
  JsonStyle(String text, JsonNode root, JsonNode parent, JsonNode replaced) {
    this.text = text;
    this.lines = new Lines(text);
    this.root = root;
    this.parent = parent;
    this.replaced = replaced;
    this.newline = lines.newline();
    this.unit = first(this::unitOf, "  ");
    this.colon = first(this::colonOf, ": ");
    this.comma = first(this::commaOf, colon.equals(":") ? "," : ", ");
    this.padding = first(this::paddingOf, "");
    this.listsOnOneLine =
        first(
            node ->
                node.elements() != null && node.isFilled()
                    ? !lines.isBroken(node.start(), node.end())
                    : null,
            true);
  }

  String newline() {
    return newline;
  }

  String unit() {
    return unit;
  }

  String comma() {
    return comma;
  }

  /** What stands between the brackets and the members of an object on one line. */
  String padding() {
    return padding;
  }

  /** A member with its name; lines after the first begin with {@code indent}. */
  String member(String name, Object value, String indent, boolean onOneLine) throws EditException {
    return quote(name) + colon + value(value, indent, onOneLine);
  }

  /** A value; lines after the first begin with {@code indent}. */
  String value(Object value, String indent, boolean onOneLine) throws EditException {
    StringBuilder out = new StringBuilder();
    write(out, value, indent, onOneLine, 0);
    return out.toString();
  }

  /** Whether a value that is an object is written on one line, as those beside it are. */
  boolean objectsOnOneLine() {
    return objectsOnOneLine(0);
  }

  private boolean objectsOnOneLine(int depth) {
    if (replaced != null) {
      Boolean known = onOneLine(List.of(replaced), depth);
      if (known != null) {
        return known;
      }
    }
    Boolean known = parent == null ? null : onOneLine(parent.children(), depth);
    return known != null ? known : depth > 0 && objectsOnOneLine(depth - 1);
  }

  private Boolean onOneLine(Collection<JsonNode> nodes, int depth) {
    Boolean known = null;
    for (JsonNode node : nodes) {
      if (!node.isObject() || !node.isFilled()) {
        continue;
      }
      Boolean here =
          depth == 0
              ? (Boolean) !lines.isBroken(node.start(), node.end())
              : onOneLine(node.children(), depth - 1);
      known = here == null ? known : here;
    }
    return known;
  }

  private void write(StringBuilder out, Object value, String indent, boolean onOneLine, int depth)
      throws EditException {
    if (value instanceof Map<?, ?> map) {
      boolean flat = onOneLine || depth > 0 && objectsOnOneLine(depth);
      String before = flat ? padding : newline + indent + unit;
      String separator = flat ? comma : "," + newline + indent + unit;
      out.append('{');
      String next = before;
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.append(next).append(quote((String) member.getKey())).append(colon);
        write(out, member.getValue(), indent + unit, flat, depth + 1);
        next = separator;
      }
      out.append(map.isEmpty() ? "" : flat ? padding : newline + indent).append('}');
    } else if (value instanceof List<?> list) {
      boolean flat = onOneLine || listsOnOneLine && !holdsObjects(list);
      String separator = flat ? comma : "," + newline + indent + unit;
      String next = flat ? "" : newline + indent + unit;
      out.append('[');
      for (Object element : list) {
        out.append(next);
        write(out, element, indent + unit, flat, depth + 1);
        next = separator;
      }
      out.append(list.isEmpty() || flat ? "" : newline + indent).append(']');
    } else if (value instanceof String string) {
      out.append(quote(string));
    } else if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number && !(value instanceof Double)) {
      out.append(value);
    } else {
      throw new EditException(0, 0, "JSON cannot hold this value");
    }
  }

  private static boolean holdsObjects(List<?> list) {
    return list.stream().anyMatch(element -> element instanceof Map<?, ?> map && !map.isEmpty());
  }

  /** Half a character is escaped: as a byte it would be something else, or nothing. */
  static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        out.append(c).append(value.charAt(++i));
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** The first that a node near the place tells: the replaced value, its parent, all others. */
  private <T> T first(Function<JsonNode, T> trait, T otherwise) {
    Deque<JsonNode> todo = new ArrayDeque<>();
    for (JsonNode near : new JsonNode[] {replaced, parent, root}) {
      if (near != null) {
        todo.add(near);
      }
    }
    while (!todo.isEmpty()) {
      JsonNode node = todo.poll();
      T told = trait.apply(node);
      if (told != null) {
        return told;
      }
      todo.addAll(node.children());
    }
    return otherwise;
  }

  private String unitOf(JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    String outer = lines.indent(node.start());
    for (JsonNode.Member member : node.members()) {
      String inner = lines.indent(member.keyStart());
      if (lines.begins(member.keyStart())
          && lines.isBroken(node.start(), member.keyStart())
          && inner.length() > outer.length()
          && inner.startsWith(outer)) {
        return inner.substring(outer.length());
      }
    }
    return null;
  }

  private String colonOf(JsonNode node) {
    return node.isFilled() && node.isObject()
        ? plain(node.members().get(0).keyEnd(), node.members().get(0).value().start())
        : null;
  }

  private String commaOf(JsonNode node) {
    if (!node.isObject()) {
      List<JsonNode> elements = node.children();
      return elements.size() < 2 ? null : plain(elements.get(0).end(), elements.get(1).start());
    }
    return node.members().size() < 2
        ? null
        : plain(node.members().get(0).value().end(), node.members().get(1).keyStart());
  }

  private String paddingOf(JsonNode node) {
    return node.isObject() && node.isFilled()
        ? plain(node.start() + 1, node.members().get(0).keyStart())
        : null;
  }

  /** What stands between two tokens, if it is of one line and no comment. */
  private String plain(int from, int to) {
    String between = text.substring(from, to);
    return between.matches("[ \t]*[:,]?[ \t]*") ? between : null;
  }
}
