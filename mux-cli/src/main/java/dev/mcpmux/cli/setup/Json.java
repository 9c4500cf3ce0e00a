package dev.mcpmux.cli.setup;

import dev.mcpmux.core.Printable;
import java.io.StringWriter;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Writes trees as JSON. */
final class Json {

  private Json() {}

  /** On one line, with a space behind colons and commas as people write it. */
  static String line(Object tree) {
    StringBuilder out = new StringBuilder();
    line(tree, out);
    return out.toString();
  }

  private static void line(Object tree, StringBuilder out) {
    if (tree instanceof Map<?, ?> map) {
      String before = "{";
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.append(before).append(compact(String.valueOf(member.getKey()))).append(": ");
        line(member.getValue(), out);
        before = ", ";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (tree instanceof Iterable<?> list) {
      String before = "[";
      for (Object element : list) {
        out.append(before);
        line(element, out);
        before = ", ";
      }
      out.append(before.equals("[") ? "[]" : "]");
    } else {
      out.append(compact(tree));
    }
  }

  private static String compact(Object scalar) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, scalar);
    }
    return text.toString();
  }

  /** With two spaces for each level, and a line end. */
  static String pretty(Object tree) {
    StringWriter text = new StringWriter();
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    ObjectWriteContext context =
        new ObjectWriteContext.Base() {
          @Override
          public tools.jackson.core.PrettyPrinter getPrettyPrinter() {
            return printer;
          }

          @Override
          public boolean hasPrettyPrinter() {
            return true;
          }
        };
    try (JsonGenerator out = new JsonFactory().createGenerator(context, text)) {
      write(out, tree);
    }
    return Printable.json(text.toString()) + "\n";
  }

  private static void write(JsonGenerator out, Object tree) {
    if (tree instanceof Map<?, ?> map) {
      out.writeStartObject();
      map.forEach(
          (name, value) -> {
            out.writeName(String.valueOf(name));
            write(out, value);
          });
      out.writeEndObject();
    } else if (tree instanceof Iterable<?> list) {
      out.writeStartArray();
      list.forEach(element -> write(out, element));
      out.writeEndArray();
    } else if (tree == null) {
      out.writeNull();
    } else if (tree instanceof Boolean value) {
      out.writeBoolean(value);
    } else if (tree instanceof Number number) {
      out.writeNumber(number.toString());
    } else {
      out.writeString(tree.toString());
    }
  }
}
