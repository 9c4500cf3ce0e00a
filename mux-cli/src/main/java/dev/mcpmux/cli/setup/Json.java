package dev.mcpmux.cli.setup;

import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes trees as JSON, spaced as people write it. */
public final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** On one line. */
  public static String line(Object tree) {
    StringBuilder out = new StringBuilder();
    write(tree, out, null);
    return out.toString();
  }

  /** With two spaces for each level; a list of texts stays on its line. */
  public static String pretty(Object tree) {
    StringBuilder out = new StringBuilder();
    write(tree, out, "\n");
    return out.toString();
  }

  /**
   * @param indent the line end and the spaces before the line at hand; null for one line
   */
  private static void write(Object tree, StringBuilder out, String indent) {
    String inner = indent == null ? null : indent + "  ";
    if (tree instanceof Map<?, ?> map && !map.isEmpty()) {
      String before = "{";
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.append(before).append(inner == null ? "" : inner);
        out.append(scalar(String.valueOf(member.getKey()))).append(": ");
        write(member.getValue(), out, inner);
        before = inner == null ? ", " : ",";
      }
      out.append(indent == null ? "" : indent).append('}');
    } else if (tree instanceof List<?> list && !list.isEmpty()) {
      boolean flat =
          indent == null
              || list.stream().noneMatch(each -> each instanceof Map || each instanceof List);
      String before = "[";
      for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
        out.append(before).append(flat ? "" : inner);
        write(elements.next(), out, flat ? null : inner);
        before = flat ? ", " : ",";
      }
      out.append(flat ? "" : indent).append(']');
    } else {
      out.append(tree instanceof Map ? "{}" : tree instanceof List ? "[]" : scalar(tree));
    }
  }

  private static String scalar(Object value) {
    if (value == null || value instanceof Boolean || value instanceof Number) {
      return String.valueOf(value);
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeString(value.toString());
    }
    return text.toString();
  }
}
