package dev.mcpmux.core.search;

import dev.mcpmux.core.json.ColdJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads tools from JSON. What is not as the protocol has it is passed over. */
public final class ToolTexts {
  private ToolTexts() {}

  /**
   * The tools of one page.
   *
   * @param result of {@code tools/list}, valid JSON in UTF-8
   */
  public static List<ToolText> ofResult(String server, byte[] result) {
    List<ToolText> tools = new ArrayList<>();
    try (JsonParser parser = ColdJson.parser(result)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isList = parser.currentName().equals("tools");
        if (parser.nextToken() == JsonToken.START_ARRAY && isList) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            add(tools, read(server, parser, result));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return tools;
  }

  /**
   * One tool, in an object that also has the member {@code server}.
   *
   * @param tool valid JSON in UTF-8
   * @return null where it has no name
   */
  public static @Nullable ToolText ofObject(byte[] tool) {
    return ofTool("", tool);
  }

  /**
   * One tool of a server.
   *
   * @param tool as it stands in a list, valid JSON in UTF-8
   * @return null where it has no name
   */
  public static @Nullable ToolText ofTool(String server, byte[] tool) {
    try (JsonParser parser = ColdJson.parser(tool)) {
      parser.nextToken();
      return read(server, parser, tool);
    }
  }

  private static void add(List<ToolText> tools, @Nullable ToolText tool) {
    if (tool != null) {
      tools.add(tool);
    }
  }

  private static @Nullable ToolText read(String server, JsonParser parser, byte[] json) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    String owner = server;
    String name = "";
    String title = "";
    String description = "";
    String schema = "";
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      JsonToken token = parser.nextToken();
      String text = token == JsonToken.VALUE_STRING ? parser.getString() : "";
      switch (member) {
        case "server" -> owner = server.isEmpty() ? text : server;
        case "name" -> name = text;
        case "title" -> title = text;
        case "description" -> description = text;
        case "inputSchema" -> schema = raw(parser, json);
        default -> {}
      }
      parser.skipChildren();
    }
    return name.isEmpty() ? null : new ToolText(owner, name, title, description, schema);
  }

  /** The value that begins here, as it stands there. */
  private static String raw(JsonParser parser, byte[] json) {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    int end = (int) parser.currentLocation().getByteOffset();
    return new String(json, start, end - start, StandardCharsets.UTF_8);
  }
}
