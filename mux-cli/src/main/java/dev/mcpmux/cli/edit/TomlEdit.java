package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a value into a TOML text. */
final class TomlEdit {

  private final String text;
  private final Map<String, Object> tree;
  private final Lines lines;
  private final List<TomlSection> sections;

  /**
   * @param tree what the text says
   */
  TomlEdit(String text, Map<String, Object> tree) {
    this.text = text;
    this.tree = tree;
    this.lines = new Lines(text);
    this.sections = TomlReader.read(text);
  }

  /** The text with a value at a path, whose parents are tables as far as they are there. */
  String set(List<String> path, Object value) throws EditException {
    for (TomlSection section : sections) {
      for (TomlPair pair : section.pairs()) {
        List<String> full = TomlPaths.join(section.path(), pair.key());
        if (full.equals(path)) {
          return replaced(pair, value);
        } else if (pair.isTable() && TomlPaths.startsWith(path, full)) {
          return member(pair, path.subList(full.size(), path.size()), value);
        }
      }
    }
    int known = 0;
    Object at = tree;
    while (known < path.size() && Values.members(at).containsKey(path.get(known))) {
      at = Values.members(at).get(path.get(known++));
    }
    if (known < path.size()) {
      return added(path.subList(0, known), path.subList(known, path.size()), value);
    } else if (at instanceof Map && value instanceof Map) {
      return merged(path, Values.members(at), Values.members(value));
    }
    String without = TomlRemoval.of(text, path);
    return new TomlEdit(without, Values.without(tree, path)).set(path, value);
  }

  private String replaced(TomlPair pair, Object value) throws EditException {
    return Splice.apply(
        text, List.of(new Splice(pair.start(), pair.end(), TomlStyle.value(value))));
  }

  /** Changes members of a table one by one, so that what is said about the others stays. */
  private String merged(List<String> path, Map<String, Object> old, Map<String, Object> wanted)
      throws EditException {
    ConfigText now = new TomlText(text);
    for (Map.Entry<String, Object> member : wanted.entrySet()) {
      now = now.set(TomlPaths.child(path, member.getKey()), member.getValue());
    }
    for (String name : old.keySet()) {
      if (!wanted.containsKey(name)) {
        now = now.remove(TomlPaths.child(path, name));
      }
    }
    return now.has(path) ? now.text() : new TomlEdit(now.text(), now.tree()).section(path, wanted);
  }

  /** Changes or adds a member of an inline table. */
  private String member(TomlPair table, List<String> path, Object value) throws EditException {
    for (TomlPair member : table.members()) {
      if (member.key().equals(path)) {
        return replaced(member, value);
      } else if (member.isTable() && TomlPaths.startsWith(path, member.key())) {
        return member(member, path.subList(member.key().size(), path.size()), value);
      }
    }
    List<TomlPair> members = table.members();
    if (members.isEmpty()) {
      String only = TomlStyle.value(nested(path, value));
      return Splice.apply(text, List.of(new Splice(table.start(), table.end(), only)));
    }
    TomlPair last = members.get(members.size() - 1);
    // a part of the path may be there with dots
    int shared = 0;
    for (TomlPair member : members) {
      int common = 0;
      while (common < Math.min(path.size(), member.key().size()) - 1
          && member.key().get(common).equals(path.get(common))) {
        common++;
      }
      shared = Math.max(shared, common);
    }
    List<String> key = path.subList(0, shared + 1);
    Object inner = nestedOrSelf(path.subList(shared + 1, path.size()), value);
    String added = ", " + TomlStyle.key(key) + equalsSign(last) + TomlStyle.value(inner);
    return Splice.apply(text, List.of(Splice.insert(last.end(), added)));
  }

  /** Adds a member to a table that is there and is not written inline. */
  private String added(List<String> table, List<String> rest, Object value) throws EditException {
    TomlSection dotted = null;
    TomlPair lastDotted = null;
    TomlSection own = table.isEmpty() ? sections.get(0) : null;
    for (TomlSection section : sections) {
      if (section.path().equals(table)) {
        own = section;
      } else if (TomlPaths.startsWith(table, section.path())) {
        for (TomlPair pair : section.pairs()) {
          List<String> full = TomlPaths.join(section.path(), pair.key());
          if (full.size() > table.size() && TomlPaths.startsWith(full, table)) {
            dotted = section;
            lastDotted = pair;
          }
        }
      }
    }
    Object member = nestedOrSelf(rest.subList(1, rest.size()), value);
    if (dotted != null) {
      List<String> full = TomlPaths.child(table, rest.get(0));
      return pair(lastDotted, full.subList(dotted.path().size(), full.size()), member);
    } else if (member instanceof Map && !isInline(own, table)) {
      List<String> path = TomlPaths.join(table, rest);
      return value instanceof Map
          ? section(path, Values.members(value))
          : section(
              TomlPaths.parent(path), nested(rest.subList(rest.size() - 1, rest.size()), value));
    } else if (own == null) {
      return section(table, nested(rest.subList(0, 1), member));
    } else if (!own.pairs().isEmpty()) {
      return pair(own.pairs().get(own.pairs().size() - 1), rest.subList(0, 1), member);
    }
    String line = TomlStyle.key(rest.subList(0, 1)) + " = " + TomlStyle.value(member);
    return table.isEmpty() ? first(line) : after(own.headerEnd(), lines.indent(own.start()) + line);
  }

  /** Whether tables in this table are written as inline tables. */
  private boolean isInline(TomlSection own, List<String> table) {
    boolean inline = false;
    for (TomlPair pair : own == null ? List.<TomlPair>of() : own.pairs()) {
      inline |= pair.isTable() && !table.isEmpty();
    }
    for (TomlSection section : sections) {
      inline &=
          section.path().size() <= table.size() || !TomlPaths.startsWith(section.path(), table);
    }
    return inline;
  }

  private String pair(TomlPair last, List<String> key, Object value) throws EditException {
    String line = TomlStyle.key(key) + equalsSign(last) + TomlStyle.value(value);
    return after(last.end(), lines.indent(last.keyStart()) + line);
  }

  private String after(int at, String line) {
    int end = TomlReader.lineEnd(text, at);
    return Splice.apply(text, List.of(Splice.insert(end, lines.newline() + line)));
  }

  /** The first line before all tables: after the comment at the beginning, if it stands alone. */
  private String first(String line) {
    String newline = lines.newline();
    int body = ConfigText.bodyOf(text);
    if (sections.size() == 1) {
      int end = body + text.substring(body).stripTrailing().length();
      boolean last = end == text.length();
      return Splice.apply(
          text,
          List.of(
              Splice.insert(
                  end,
                  (end == body ? "" : newline) + line + (last && end == body ? newline : ""))));
    }
    int at = body;
    while (at < text.length() && text.startsWith("#", lines.skipBlanks(at))) {
      at = lines.next(at);
    }
    at = lines.ends(at) && at > body ? lines.next(at) : body;
    return Splice.apply(
        text, List.of(Splice.insert(at, line + newline + (lines.ends(at) ? "" : newline))));
  }

  /** Adds a table with a header: after those beside it, or at the end. */
  private String section(List<String> path, Map<String, Object> members) throws EditException {
    TomlSection beside = null;
    for (TomlSection section : sections) {
      if (!section.path().isEmpty() && section.path().get(0).equals(path.get(0))) {
        beside = section;
      }
    }
    String newline = lines.newline();
    String indent = beside == null ? "" : lines.indent(beside.start());
    StringBuilder block = new StringBuilder(indent + "[" + TomlStyle.key(path) + "]");
    for (Map.Entry<String, Object> member : members.entrySet()) {
      block.append(newline).append(indent).append(TomlStyle.key(List.of(member.getKey())));
      block.append(" = ").append(TomlStyle.value(member.getValue()));
    }
    if (beside != null) {
      int end = TomlReader.lineEnd(text, beside.end());
      String gap = isTight(beside) ? newline : newline + newline;
      return Splice.apply(text, List.of(Splice.insert(end, gap + block)));
    }
    int body = ConfigText.bodyOf(text);
    int end = body + text.substring(body).stripTrailing().length();
    if (end == body) {
      return text.substring(0, body) + block + newline;
    }
    return Splice.apply(text, List.of(Splice.insert(end, newline + newline + block)));
  }

  /** Whether a table follows the one before without an empty line. */
  private boolean isTight(TomlSection section) {
    int body = ConfigText.bodyOf(text);
    int above = lines.start(section.start());
    do {
      if (above <= body) {
        return false;
      }
      above = lines.start(above - 1);
    } while (text.startsWith("#", lines.skipBlanks(above)));
    return !lines.ends(above);
  }

  private String equalsSign(TomlPair like) {
    return text.substring(like.keyEnd(), like.start());
  }

  private static Object nestedOrSelf(List<String> path, Object value) {
    return path.isEmpty() ? value : nested(path, value);
  }

  private static Map<String, Object> nested(List<String> path, Object value) {
    Object nested = value;
    List<String> names = new ArrayList<>(path);
    for (int i = names.size() - 1; i >= 0; i--) {
      Map<String, Object> outer = new LinkedHashMap<>();
      outer.put(names.get(i), nested);
      nested = outer;
    }
    return Values.members(nested);
  }
}
