package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A JSON text, tidy, on one line, or as nobody would write it. */
final class RandomJson extends RandomText {

  private enum Layout {
    TIDY,
    ONE_LINE,
    WILD
  }

  private final boolean comments;
  private final Layout layout;
  private final String unit;
  private final boolean shortLists;

  RandomJson(Random random, boolean comments) {
    super(random, true);
    this.comments = comments;
    this.layout = Layout.values()[random.nextInt(3)];
    this.unit = List.of("  ", "    ", "\t", " ").get(random.nextInt(4));
    this.shortLists = random.nextBoolean();
    gap("");
    object(tree, List.of(), 3, "");
    gap("");
  }

  @Override
  Format format() {
    return comments ? Format.JSONC : Format.JSON;
  }

  private void object(Map<String, Object> map, List<String> path, int depth, String indent) {
    out.append('{');
    int open = out.length();
    int members = random.nextInt(layout == Layout.WILD ? 4 : 5);
    int before = open;
    Place waiting = null;
    for (int i = 0; i < members; i++) {
      gap(indent + unit);
      if (waiting != null) {
        close(waiting);
      }
      String name = name();
      if (!map.isEmpty() && oneIn(100)) {
        name = map.keySet().iterator().next();
        doubled = true;
      }
      List<String> own = path == null ? null : child(path, name);
      int key = out.length();
      string(name);
      space();
      out.append(':');
      space();
      int from = out.length();
      map.put(name, value(own, depth - 1, indent + unit));
      waiting = new Place(own, key, from, out.length(), before, 0);
      before = out.length();
      if (i < members - 1 || comments && oneIn(3)) {
        tail();
        out.append(',');
      }
    }
    if (members > 0 || oneIn(2)) {
      gap(indent);
    }
    if (waiting != null) {
      close(waiting);
    }
    if (path != null) {
      tables.add(new Table(path, open, out.length(), members == 0));
    }
    out.append('}');
  }

  private void close(Place place) {
    if (place.path() != null) {
      places.add(
          new Place(
              place.path(),
              place.keyStart(),
              place.from(),
              place.to(),
              place.keepBefore(),
              out.length()));
    }
  }

  /**
   * @param path null within a list
   */
  private Object value(List<String> path, int depth, String indent) {
    if (depth > 0 && oneIn(2)) {
      Map<String, Object> map = new LinkedHashMap<>();
      object(map, path, depth, indent);
      return map;
    } else if (depth > 0 && oneIn(4)) {
      return list(depth, indent);
    }
    Object value = values.value(0);
    if (value instanceof String string) {
      string(string);
    } else {
      out.append(value);
    }
    return value;
  }

  private List<Object> list(int depth, String indent) {
    List<Object> list = new ArrayList<>();
    out.append('[');
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      if (!shortLists) {
        gap(indent + unit);
      }
      list.add(value(null, depth - 1, indent + unit));
      out.append(i < size - 1 ? shortLists ? ", " : "," : "");
    }
    if (size > 0 && !shortLists) {
      gap(indent);
    }
    out.append(']');
    return list;
  }

  private void string(String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (Character.isHighSurrogate(c)) {
        String half = "\\u%04x";
        String pair = string.substring(i, ++i + 1);
        out.append(oneIn(2) ? pair : String.format(half + half, (int) c, (int) pair.charAt(1)));
      } else if (c < 0x20 || oneIn(12)) {
        String escape = String.format("\\u%04x", (int) c);
        out.append(oneIn(2) ? escape : escape.replace("u", "U").toUpperCase().replace("U", "u"));
      } else if (c == '"' || c == '\\' || c == '/' && oneIn(2)) {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Before a member, or a closing bracket. */
  private void gap(String indent) {
    switch (layout) {
      case TIDY -> {
        if (comments && oneIn(4)) {
          out.append(" // ").append(comment());
        }
        if (comments && oneIn(5)) {
          out.append(newline).append(indent).append("// ").append(comment());
        }
        out.append(oneIn(8) ? newline : "").append(newline).append(indent);
      }
      case ONE_LINE -> out.append(oneIn(2) ? " " : "");
      default -> {
        for (int i = random.nextInt(4); i > 0; i--) {
          switch (random.nextInt(comments ? 6 : 4)) {
            case 0 -> out.append(newline);
            case 1 -> out.append(newline).append(unit);
            case 2 -> out.append(' ');
            case 3 -> out.append('\t');
            case 4 -> out.append("//").append(comment()).append(newline);
            default ->
                out.append("/*").append(comment()).append(oneIn(3) ? newline : "").append("*/");
          }
        }
      }
    }
  }

  /** Around a colon. */
  private void space() {
    if (layout == Layout.WILD) {
      gap("");
    } else if (layout == Layout.TIDY) {
      out.append(out.charAt(out.length() - 1) == ':' ? " " : "");
    }
  }

  /** Before a comma. */
  private void tail() {
    if (layout == Layout.WILD) {
      gap("");
    }
  }
}
