package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The tools that find and call others. */
public final class FindTools {
  public static final String FIND = "find_tools";
  public static final String CALL = "call_tool";
  public static final String CALL_READ = "call_read_tool";

  /** What a client is told that has these. */
  public static final String INSTRUCTIONS =
      "The tools of all servers are behind three: find_tools finds those that fit a wish in plain"
          + " words and gives their schemas, call_tool calls one by its name, and call_read_tool"
          + " likewise one that changes nothing. Before you say that there is no tool for"
          + " something, look for it with find_tools.";

  static final int MAX_LIMIT = 20;
  static final int DEFAULT_LIMIT = 5;

  private static final Set<String> NAMES = Set.of(FIND, CALL, CALL_READ);

  private static final String FIND_SCHEMA =
      """
      {"type":"object","properties":{\
      "query":{"type":"string","minLength":1,\
      "description":"What you want to do, in plain words: 'create an issue in the tracker'"},\
      "server":{"type":"string","description":"Only tools of this server"},\
      "readOnly":{"type":"boolean","description":"Only tools that are marked as changing nothing"},\
      "limit":{"type":"integer","minimum":1,"maximum":20,"default":5,\
      "description":"How many tools at most"}},\
      "required":["query"],"additionalProperties":false}""";

  private static final String FOUND_SCHEMA =
      """
      {"type":"object","properties":{\
      "tools":{"type":"array","description":"Best first","items":{"type":"object","properties":{\
      "name":{"type":"string","description":"What call_tool takes"},\
      "server":{"type":"string"},\
      "description":{"type":"string"},\
      "inputSchema":{"type":"object","description":"What its arguments must be like"},\
      "schemaLeftOut":{"type":"integer",\
      "description":"Bytes of the inputSchema that is not here because it is long"},\
      "annotations":{"type":"object"}},\
      "required":["name","server","description","inputSchema"]}},\
      "missing":{"type":"array","items":{"type":"string"},\
      "description":"Servers that could not be asked for their tools, or not for all"}},\
      "required":["tools","missing"]}""";

  private static final String CALL_SCHEMA =
      """
      {"type":"object","properties":{\
      "name":{"type":"string","description":"The tool's name, as find_tools gives it"},\
      "arguments":{"type":"object",\
      "description":"Its arguments, by the inputSchema that find_tools gives"}},\
      "required":["name"],"additionalProperties":false}""";

  private static final String DEFINITIONS =
      definition(
              FIND,
              "Find tools",
              "Finds the tools of all servers that fit a wish in plain words, best first, with"
                  + " their names and schemas. Call one with call_tool.",
              FIND_SCHEMA,
              "\"outputSchema\":" + FOUND_SCHEMA,
              true)
          + ","
          + definition(
              CALL,
              "Call a tool",
              "Calls a tool that find_tools has found. Its arguments are checked against its"
                  + " schema first.",
              CALL_SCHEMA,
              "\"execution\":{\"taskSupport\":\"optional\"}",
              false)
          + ","
          + definition(
              CALL_READ,
              "Call a tool that changes nothing",
              "Calls a tool as call_tool does, only if it is marked as read-only"
                  + " (annotations.readOnlyHint).",
              CALL_SCHEMA,
              "\"execution\":{\"taskSupport\":\"optional\"}",
              true);

  static final Schema FIND_ARGUMENTS = Schema.of(FIND_SCHEMA);

  static final Schema CALL_ARGUMENTS = Schema.of(CALL_SCHEMA);

  /** What is said of arguments that are wrong and too long to be looked at. */
  static final String CALL_EXPECTED =
      "arguments: expected \"name\" and \"arguments\" of the tool and nothing beside";

  private FindTools() {}

  /** Whether it is one of them. */
  public static boolean isName(String name) {
    return NAMES.contains(name);
  }

  /** All of them, as they stand between the brackets of a list. */
  public static byte[] definitions() {
    return DEFINITIONS.getBytes(StandardCharsets.UTF_8);
  }

  /** A result that tells a model what is wrong. */
  public static byte[] error(String text) {
    String result =
        "{\"content\":[{\"type\":\"text\",\"text\":"
            + FrameText.quoted(text)
            + "}],\"isError\":true}";
    return result.getBytes(StandardCharsets.UTF_8);
  }

  private static String definition(
      String name, String title, String description, String schema, String more, boolean reads) {
    return "{\"name\":\"%s\",\"title\":\"%s\",\"description\":\"%s\",\"inputSchema\":%s,%s,%s}"
        .formatted(
            name,
            title,
            description,
            schema,
            more,
            "\"annotations\":{\"title\":\"%s\",\"readOnlyHint\":%b}".formatted(title, reads));
  }
}
