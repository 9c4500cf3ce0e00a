package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.List;

/** Changes one member of one object in a JSON text. */
final class JsonObjectEdit {

  private final String text;
  private final Lines lines;
  private final JsonTrivia trivia;
  private final JsonNode root;
  private final JsonNode object;

  JsonObjectEdit(String text, JsonNode root, JsonNode object) {
    this.text = text;
    this.lines = new Lines(text);
    this.trivia = new JsonTrivia(text);
    this.root = root;
    this.object = object;
  }

  /** The text with another value for a member. */
  String replace(JsonNode.Member member, Object value) throws EditException {
    JsonNode old = member.value();
    JsonStyle style = new JsonStyle(text, root, object, old);
    boolean flat = style.objectsOnOneLine() || isFlat(root);
    String written = style.value(value, lines.indent(member.keyStart()), flat);
    return Splice.apply(text, List.of(new Splice(old.start(), old.end(), written)));
  }

  /** The text with one more member, the last. */
  String add(String name, Object value) throws EditException {
    JsonStyle style = new JsonStyle(text, root, object, null);
    return Splice.apply(
        text,
        object.members().isEmpty()
            ? List.of(first(style, name, value))
            : further(style, name, value));
  }

  private Splice first(JsonStyle style, String name, Object value) throws EditException {
    int from = object.start() + 1;
    int to = object.end() - 1;
    String inner = text.substring(from, to);
    boolean flat = object != root && isFlat(root) && inner.isBlank();
    if (flat) {
      return new Splice(
          from, to, style.padding() + style.member(name, value, "", true) + style.padding());
    }
    String outer = lines.indent(object.start());
    String indent = outer + style.unit();
    String member =
        style.newline() + indent + style.member(name, value, indent, style.objectsOnOneLine());
    if (inner.isBlank()) {
      return new Splice(from, to, member + style.newline() + outer);
    }
    // after the comments that are in it
    int end = from + inner.stripTrailing().length();
    return lines.isBroken(end, to)
        ? Splice.insert(end, member)
        : new Splice(end, to, member + style.newline() + outer);
  }

  private List<Splice> further(JsonStyle style, String name, Object value) throws EditException {
    JsonNode.Member last = object.members().get(object.members().size() - 1);
    int end = last.value().end();
    int comma = trivia.comma(end);
    int anchor = comma < 0 ? end : comma + 1;
    String indent = indentOfMembers();
    if (indent == null && !trivia.isLineCommentNext(anchor)) {
      String member = style.member(name, value, lines.indent(last.keyStart()), true);
      return onSameLine(style, member, anchor, comma >= 0);
    }
    String begin = indent != null ? indent : lines.indent(object.start()) + style.unit();
    String member = style.member(name, value, begin, style.objectsOnOneLine());
    int tail = trivia.skipCommentsOfLine(anchor);
    int at = lines.ends(tail) ? lines.skipBlanks(tail) : tail;
    String line = style.newline() + begin + member;
    return comma < 0
        ? List.of(Splice.insert(end, ","), Splice.insert(at, line))
        : List.of(Splice.insert(at, line + ","));
  }

  private List<Splice> onSameLine(JsonStyle style, String member, int anchor, boolean comma) {
    int at = trivia.skipCommentsOfLine(anchor);
    if (comma) {
      String space = style.comma().substring(style.comma().indexOf(',') + 1);
      return List.of(Splice.insert(at, space + member + ","));
    } else if (at == anchor) {
      return List.of(Splice.insert(at, style.comma() + member));
    }
    return List.of(Splice.insert(anchor, ","), Splice.insert(at, " " + member));
  }

  /** The text without a member. */
  String remove(JsonNode.Member member) {
    List<JsonNode.Member> members = object.members();
    int index = members.indexOf(member);
    int start = member.keyStart();
    int end = member.value().end();
    if (members.size() == 1
        && isNothing(object.start() + 1, start, "")
        && isNothing(end, object.end() - 1, ",")) {
      return Splice.apply(text, List.of(Splice.delete(object.start() + 1, object.end() - 1)));
    }
    List<Splice> splices = new ArrayList<>();
    int comma = trivia.comma(end);
    int commaBefore = index == 0 ? -1 : trivia.comma(members.get(index - 1).value().end());
    if (commaBefore >= 0
        && lines.skipBlanks(commaBefore + 1) == start
        && lines.begins(commaBefore)) {
      start = commaBefore; // commas stand at the beginning of lines: this one goes, not the next
    } else if (comma >= 0) {
      if (lines.isBroken(end, comma)) {
        splices.add(Splice.delete(comma, lines.skipBlanks(comma + 1)));
      } else {
        end = comma + 1;
      }
    } else if (commaBefore >= 0) {
      splices.add(Splice.delete(commaBefore, commaBefore + 1));
    }
    splices.add(withSpace(start, end, index, commaBefore));
    return Splice.apply(text, splices);
  }

  /** What goes with a member: its line, or the space on one side of it. */
  private Splice withSpace(int start, int end, int index, int commaBefore) {
    int tail = trivia.skipCommentsOfLine(end);
    boolean begins = lines.begins(start);
    if (begins && lines.ends(tail)) {
      return Splice.delete(lines.start(start), lines.next(tail));
    }
    if (lines.ends(tail)) {
      return Splice.delete(lines.backOverBlanks(start), index == 0 ? tail : end);
    }
    int after = lines.skipBlanks(end);
    return after == object.end() - 1
        ? Splice.delete(backToOthers(start, index, commaBefore), end)
        : Splice.delete(start, after);
  }

  /** The end of what stands before a member, if there is only white space between. */
  private int backToOthers(int start, int index, int commaBefore) {
    int others = object.start() + 1;
    if (index > 0) {
      others = Math.max(object.members().get(index - 1).value().end(), commaBefore + 1);
    }
    if (others > start || trivia.isLineCommentNext(others)) {
      return start; // behind a comment that reaches to the end of its line nothing may follow
    }
    int end = trivia.skipCommentsOfLine(others);
    return text.substring(end, start).isBlank() ? end : start;
  }

  /** How far members are indented; null if none begins a line. */
  private String indentOfMembers() {
    String indent = null;
    for (JsonNode.Member member : object.members()) {
      if (lines.begins(member.keyStart()) && lines.isBroken(object.start(), member.keyStart())) {
        indent = lines.indent(member.keyStart());
      }
    }
    return indent;
  }

  /** Whether an object with members is written on one line. */
  private boolean isFlat(JsonNode node) {
    return node.isFilled() && !lines.isBroken(node.start(), node.end());
  }

  private boolean isNothing(int from, int to, String allowed) {
    String between = text.substring(from, to).strip();
    return between.isEmpty() || between.equals(allowed);
  }
}
