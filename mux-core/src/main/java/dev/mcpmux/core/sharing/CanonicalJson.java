package dev.mcpmux.core.sharing;

import dev.mcpmux.core.frame.FrameText;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A form of a JSON value that does not depend on the order of members or on white space; numbers
 * keep their text.
 */
public final class CanonicalJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private CanonicalJson() {}

  /**
   * @param json one valid JSON value in UTF-8
   */
  public static String of(byte[] json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      StringBuilder out = new StringBuilder();
      append(parser, out);
      return out.toString();
    }
  }

  private static void append(JsonParser parser, StringBuilder out) {
    JsonToken token = parser.currentToken();
    switch (token) {
      case START_OBJECT -> appendObject(parser, out);
      case START_ARRAY -> {
        out.append('[');
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (!first) {
            out.append(',');
          }
          first = false;
          append(parser, out);
        }
        out.append(']');
      }
      case VALUE_STRING -> FrameText.quote(out, parser.getString());
      default -> out.append(parser.getString());
    }
  }

  private static void appendObject(JsonParser parser, StringBuilder out) {
    Map<String, String> members = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      StringBuilder value = new StringBuilder();
      append(parser, value);
      members.put(name, value.toString());
    }
    out.append('{');
    String separator = "";
    for (Map.Entry<String, String> member : members.entrySet()) {
      out.append(separator);
      FrameText.quote(out, member.getKey());
      out.append(':').append(member.getValue());
      separator = ",";
    }
    out.append('}');
  }
}
