package dev.mcpmux.cli.edit;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A TOML text with tables, dotted keys, inline tables and all kinds of strings. */
final class RandomToml extends RandomText {

  /**
   * What stands under a header.
   *
   * @param from the beginning of the header's line
   * @param to after the line of its last value
   */
  record Section(List<String> path, int from, int to) {}

  final List<Section> sections = new ArrayList<>();
  private final List<List<String>> headers = new ArrayList<>();
  private final List<List<String>> implied = new ArrayList<>();
  private final String indent;

  RandomToml(Random random) {
    super(random, false);
    this.indent = oneIn(4) ? "  " : "";
    headers.add(List.of());
    tables.add(new Table(List.of(), 0, 0, false));
    gap();
    pairs(tree, List.of(), "");
    for (int i = random.nextInt(5); i > 0; i--) {
      gap();
      if (oneIn(8)) {
        tablesInList();
      } else {
        section();
      }
    }
    gap();
    if (oneIn(4)) {
      withoutLastLineEnd();
    }
  }

  @Override
  Format format() {
    return Format.TOML;
  }

  private void section() {
    List<String> path = new ArrayList<>();
    if (!implied.isEmpty() && oneIn(3)) {
      path.addAll(implied.remove(0));
    } else {
      path.addAll(headers.get(random.nextInt(headers.size())));
      path.add(name());
      if (oneIn(3)) {
        implied.add(List.copyOf(path));
        path.add(name());
      }
    }
    headers.add(List.copyOf(path));
    Map<String, Object> map = tree;
    for (String name : path) {
      @SuppressWarnings("unchecked")
      Map<String, Object> inner =
          (Map<String, Object>) map.computeIfAbsent(name, key -> new LinkedHashMap<>());
      map = inner;
    }
    int from = out.length();
    out.append(indent).append('[').append(oneIn(5) ? " " : "");
    key(path);
    out.append(oneIn(5) ? " ]" : "]");
    endLine();
    int to = pairs(map, path, indent);
    sections.add(new Section(path, from, to));
    tables.add(new Table(path, from, to, false));
  }

  private void tablesInList() {
    List<Object> list = new ArrayList<>();
    String name = name();
    int from = out.length();
    int to = from;
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      Map<String, Object> element = new LinkedHashMap<>();
      out.append("[[");
      key(List.of(name));
      out.append("]]");
      endLine();
      to = pairs(element, null, "");
      list.add(element);
    }
    tree.put(name, list);
    sections.add(new Section(List.of(name), from, to));
  }

  /**
   * @param path null within a list
   * @return after the line of the last
   */
  private int pairs(Map<String, Object> map, List<String> path, String indent) {
    int to = out.length();
    for (int i = random.nextInt(4); i > 0; i--) {
      if (oneIn(4)) {
        gap();
      }
      if (oneIn(6)) {
        String table = name();
        Map<String, Object> inner = new LinkedHashMap<>();
        map.put(table, inner);
        for (int more = 1 + random.nextInt(2); more > 0; more--) {
          pair(inner, path == null ? null : child(path, table), List.of(table, name()), indent);
        }
        if (path != null) {
          tables.add(new Table(child(path, table), 0, 0, false));
        }
      } else {
        pair(map, path, List.of(name()), indent);
      }
      to = out.length();
    }
    return to;
  }

  private void pair(Map<String, Object> map, List<String> path, List<String> key, String indent) {
    int lineStart = out.length();
    out.append(oneIn(6) ? "  " : indent);
    String name = key.get(key.size() - 1);
    List<String> own = path == null ? null : child(path, name);
    int keyStart = out.length();
    key(key);
    out.append(oneIn(3) ? "=" : oneIn(4) ? "\t=  " : " = ");
    int from = out.length();
    // within lists tomlj refuses some dates, and so such a text
    map.put(name, oneIn(20) ? date() : value(own, 2, true));
    int to = out.length();
    endLine();
    if (own != null) {
      places.add(new Place(own, keyStart, from, to, lineStart, out.length()));
    }
  }

  private void endLine() {
    if (oneIn(4)) {
      out.append(oneIn(3) ? "" : " ").append("# ").append(comment());
    } else if (oneIn(6)) {
      out.append("  ");
    }
    out.append(newline);
  }

  private void key(List<String> path) {
    String dot = oneIn(5) ? " . " : ".";
    for (int i = 0; i < path.size(); i++) {
      String name = path.get(i);
      boolean bare = name.matches("[A-Za-z0-9_-]+");
      out.append(i > 0 ? dot : "");
      if (bare && !oneIn(5)) {
        out.append(name);
      } else if (isLiteral(name) && oneIn(2)) {
        out.append('\'').append(name).append('\'');
      } else {
        basic(name);
      }
    }
  }

  private Object value(List<String> path, int depth, boolean lines) {
    if (depth > 0 && oneIn(5)) {
      return list(depth, lines);
    } else if (depth > 0 && oneIn(4)) {
      return inline(path, depth);
    }
    Object value = values.value(0);
    if (value instanceof String string) {
      string(string, lines);
    } else if (value instanceof BigDecimal number && number.scale() == 0 && oneIn(3)) {
      out.append(number.signum() < 0 ? number : "0x" + Long.toHexString(number.longValue()));
    } else {
      out.append(value);
    }
    return value;
  }

  private Object date() {
    List<String> texts = List.of("2026-11-30", "07:32:00", "1979-05-27T07:32:00Z");
    String text = texts.get(random.nextInt(3));
    out.append(text.length() > 10 && oneIn(2) ? text.replace('T', ' ') : text);
    return text.length() == 10
        ? LocalDate.parse(text)
        : text.length() == 8 ? LocalTime.parse(text) : OffsetDateTime.parse(text);
  }

  private List<Object> list(int depth, boolean lines) {
    List<Object> list = new ArrayList<>();
    out.append('[');
    boolean wild = lines && oneIn(2);
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      if (wild) {
        gap();
      }
      list.add(value(null, depth - 1, lines));
      if (i < size - 1 || oneIn(3)) {
        out.append(wild && oneIn(3) ? " # " + comment() + newline : "").append(", ");
      }
    }
    if (wild) {
      gap();
    }
    out.append(']');
    return list;
  }

  private Map<String, Object> inline(List<String> path, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    out.append('{');
    int open = out.length();
    int before = open;
    Place waiting = null;
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      out.append(oneIn(3) ? "" : " ");
      close(waiting);
      String name = name();
      List<String> own = path == null ? null : child(path, name);
      int keyStart = out.length();
      key(List.of(name));
      out.append(oneIn(3) ? "=" : " = ");
      int from = out.length();
      map.put(name, value(own, depth - 1, false));
      waiting = new Place(own, keyStart, from, out.length(), before, 0);
      before = out.length();
      out.append(oneIn(6) ? " " : "").append(i < size - 1 ? "," : "");
    }
    out.append(oneIn(3) ? "" : " ");
    close(waiting);
    if (path != null) {
      tables.add(new Table(path, open, out.length(), size == 0));
    }
    out.append('}');
    return map;
  }

  private void close(Place place) {
    if (place != null && place.path() != null) {
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

  private void string(String string, boolean lines) {
    if (lines
        && oneIn(5)
        && !string.contains("'''")
        && isLiteral(string.replace("\n", "").replace("'", ""))) {
      out.append("'''").append(newline).append(string).append("'''");
    } else if (lines && oneIn(5)) {
      out.append("\"\"\"").append(newline);
      escaped(string, true);
      out.append(oneIn(3) ? "\\" + newline + "   " : "").append("\"\"\"");
    } else if (isLiteral(string) && oneIn(2)) {
      out.append('\'').append(string).append('\'');
    } else {
      basic(string);
    }
  }

  private static boolean isLiteral(String string) {
    return string.chars().noneMatch(c -> c == '\'' || c < 0x20 && c != '\t' || c == 0x7f);
  }

  private void basic(String string) {
    out.append('"');
    escaped(string, false);
    out.append('"');
  }

  private void escaped(String string, boolean lines) {
    for (int i = 0; i < string.length(); i = string.offsetByCodePoints(i, 1)) {
      int c = string.codePointAt(i);
      if (c == '\n' && lines) {
        out.append('\n');
      } else if (c < 0x20 || c == 0x7f || oneIn(12)) {
        out.append(String.format(c > 0xffff || oneIn(3) ? "\\U%08x" : "\\u%04x", c));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append((char) c);
      } else {
        out.appendCodePoint(c);
      }
    }
  }

  /** Empty lines and comments. */
  private void gap() {
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append(oneIn(2) ? "" : oneIn(3) ? "  # " + comment() : "# " + comment()).append(newline);
    }
  }

  private void withoutLastLineEnd() {
    int end = out.length() - newline.length();
    if (end < 1 || !out.substring(end).equals(newline)) {
      return;
    }
    out.setLength(end);
    places.replaceAll(
        place ->
            new Place(
                place.path(),
                place.keyStart(),
                place.from(),
                place.to(),
                place.keepAfter() > end
                    ? Math.max(0, place.keepBefore() - newline.length())
                    : place.keepBefore(),
                Math.min(end, place.keepAfter())));
    sections.replaceAll(
        section -> new Section(section.path(), section.from(), Math.min(end, section.to())));
  }
}
