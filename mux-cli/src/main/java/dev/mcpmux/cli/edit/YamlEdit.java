package dev.mcpmux.cli.edit;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Changes one member of one object in a YAML text. What comes out is read again by the caller. */
final class YamlEdit {

  /** A word that is a text without quotes, in whatever version of YAML. */
  private static final Pattern PLAIN =
      Pattern.compile("(?!(?i:true|false|yes|no|on|off|null|y|n)$)[A-Za-z/][A-Za-z0-9/._-]*");

  private final String text;
  private final Lines lines;
  private final JsonStyle json;

  YamlEdit(String text) {
    this.text = text;
    this.lines = new Lines(text);
    this.json = new JsonStyle("", null, null, null);
  }

  String replace(JsonNode object, JsonNode.Member member, Object value) throws EditException {
    JsonNode old = member.value();
    if (object.elements() != null || old.start() < old.end() && !isBlock(old)) {
      return splice(old.start(), old.end(), inline(value));
    }
    // one that takes lines of its own, or nothing
    int colon = text.indexOf(':', member.keyEnd());
    return splice(colon + 1, Math.max(colon + 1, old.end()), " " + inline(value));
  }

  /** The text with one more member, the last. */
  String add(JsonNode object, String name, Object value) throws EditException {
    List<JsonNode.Member> members = object.members();
    JsonNode.Member last = members.isEmpty() ? null : members.get(members.size() - 1);
    boolean list = object.elements() != null;
    if (YamlText.isFlow(text, object.start())) {
      String written = list ? inline(value) : inline(name) + ": " + inline(value);
      return last == null
          ? splice(object.start() + 1, object.start() + 1, written)
          : splice(last.value().end(), last.value().end(), ", " + written);
    }
    int end = Math.max(last.keyEnd(), last.value().end());
    int at = end + text.substring(end, lines.next(end)).stripTrailing().length();
    StringBuilder out = new StringBuilder();
    int start = list ? dash(members.get(0).value()) : members.get(0).keyStart();
    int lineStart = lines.start(start);
    String indent = text.substring(lineStart, start).replaceAll("[^\\t]", " ");
    if (list) {
      String before = indent + "- ";
      for (Map.Entry<String, Object> each : Values.members(value).entrySet()) {
        line(out, before, each.getKey(), each.getValue());
        before = indent + "  ";
      }
    } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      out.append(lines.newline()).append(indent).append(inline(name)).append(':');
      for (Map.Entry<String, Object> each : Values.members(value).entrySet()) {
        line(out, indent + "  ", each.getKey(), each.getValue());
      }
    } else {
      line(out, indent, name, value);
    }
    return splice(at, at, out.toString());
  }

  private void line(StringBuilder out, String before, String name, Object value)
      throws EditException {
    out.append(lines.newline()).append(before);
    out.append(inline(name)).append(": ").append(inline(value));
  }

  /** The text without a member that is not the only one. */
  String remove(JsonNode object, JsonNode.Member member) {
    List<JsonNode.Member> members = object.members();
    int index = members.indexOf(member);
    int end = Math.max(member.keyEnd(), member.value().end());
    boolean first = index == 0;
    if (YamlText.isFlow(text, object.start())) {
      int from = first ? member.keyStart() : members.get(index - 1).value().end();
      return splice(from, first ? members.get(1).keyStart() : end, "");
    }
    int start = object.elements() == null ? member.keyStart() : dash(member.value());
    return lines.begins(start)
        ? splice(lines.start(start), lines.next(end), "")
        : splice(start, members.get(index + 1).keyStart(), ""); // behind a dash
  }

  /** Where the dash before an element is. */
  private int dash(JsonNode element) {
    return text.lastIndexOf('-', element.start() - 1);
  }

  /** Whether it is an object or a list that is not in brackets. */
  private boolean isBlock(JsonNode node) {
    return (node.isObject() || node.elements() != null) && !YamlText.isFlow(text, node.start());
  }

  private String splice(int from, int to, String written) {
    return Splice.apply(text, List.of(new Splice(from, to, written)));
  }

  /** Lists and objects of JSON are YAML as well. */
  private String inline(Object value) throws EditException {
    return value instanceof String word && PLAIN.matcher(word).matches()
        ? word
        : json.value(value, "", true);
  }
}
