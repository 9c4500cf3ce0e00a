package dev.mcpmux.cli.edit;

import java.util.List;

/** Takes a value or a table out of a TOML text. */
final class TomlRemoval {

  private final String text;
  private final Lines lines;
  private final List<TomlSection> sections;

  private TomlRemoval(String text) {
    this.text = text;
    this.lines = new Lines(text);
    this.sections = TomlReader.read(text);
  }

  /** The text without everything that stands at a path or below it. */
  static String of(String text, List<String> path) {
    String rest = text;
    Splice next = new TomlRemoval(rest).next(path);
    while (next != null) {
      rest = Splice.apply(rest, List.of(next));
      next = new TomlRemoval(rest).next(path);
    }
    return rest;
  }

  /** The next that is to go; null if there is nothing left. */
  private Splice next(List<String> path) {
    for (TomlSection section : sections) {
      if (!section.path().isEmpty() && TomlPaths.startsWith(section.path(), path)) {
        return section(section);
      }
      for (TomlPair pair : section.pairs()) {
        List<String> full = TomlPaths.join(section.path(), pair.key());
        if (TomlPaths.startsWith(full, path)) {
          return lines(pair.keyStart(), pair.end());
        } else if (pair.isTable() && TomlPaths.startsWith(path, full)) {
          return member(pair, path.subList(full.size(), path.size()));
        }
      }
    }
    return null;
  }

  /** The comment on the last line goes too. */
  private Splice lines(int from, int to) {
    int start = lines.start(from);
    int end = lines.next(to);
    if (end == text.length() && !text.endsWith("\n")) {
      return Splice.delete(lineEndBefore(start), end); // the line before it is now the last
    }
    return Splice.delete(start, end);
  }

  /** With one of the empty lines, if there is one on both sides. */
  private Splice section(TomlSection section) {
    int body = ConfigText.bodyOf(text);
    int from = lines.start(section.start());
    int to = lines.next(section.end());
    boolean last = to == text.length();
    if (last || lines.ends(to)) {
      int before = lines.start(lineEndBefore(from));
      if (before < from && lines.ends(before)) {
        from = before;
      } else if (from == body) {
        to = lines.next(to);
      }
    }
    return Splice.delete(last && !text.endsWith("\n") ? lineEndBefore(from) : from, to);
  }

  private int lineEndBefore(int lineStart) {
    if (lineStart <= ConfigText.bodyOf(text)) {
      return lineStart;
    }
    return text.startsWith("\r\n", lineStart - 2) ? lineStart - 2 : lineStart - 1;
  }

  private Splice member(TomlPair table, List<String> path) {
    List<TomlPair> members = table.members();
    for (int i = 0; i < members.size(); i++) {
      TomlPair member = members.get(i);
      if (TomlPaths.startsWith(member.key(), path)) {
        return member(table, i);
      } else if (member.isTable() && TomlPaths.startsWith(path, member.key())) {
        return member(member, path.subList(member.key().size(), path.size()));
      }
    }
    return null;
  }

  private Splice member(TomlPair table, int index) {
    List<TomlPair> members = table.members();
    TomlPair member = members.get(index);
    if (members.size() == 1) {
      return Splice.delete(table.start() + 1, table.end() - 1);
    } else if (index == members.size() - 1) {
      return Splice.delete(members.get(index - 1).end(), member.end());
    }
    return Splice.delete(member.keyStart(), members.get(index + 1).keyStart());
  }
}
