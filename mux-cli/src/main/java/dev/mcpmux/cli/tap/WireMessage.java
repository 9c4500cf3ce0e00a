package dev.mcpmux.cli.tap;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A line of a tap or of a recording, as {@code docs/observe.md} describes it.
 *
 * @param line all of it
 * @param head what stands before the body: numbers, strings and literals as text; ids as their
 *     tokens of JSON
 * @param body the message itself; null where it is not there or not whole
 */
record WireMessage(String line, Map<String, String> head, String body) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String BODY = "body";

  /**
   * @throws tools.jackson.core.JacksonException if it is no JSON
   */
  static WireMessage parse(String line) {
    Map<String, String> head = new HashMap<>();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), line)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        JsonToken token = in.nextToken();
        int start = (int) in.currentTokenLocation().getCharOffset();
        if (name.equals(BODY)) { // the last member
          return new WireMessage(line, head, line.substring(start, line.lastIndexOf('}')));
        }
        boolean id = name.equals("id") || name.equals("serverId");
        in.finishToken();
        head.put(
            name,
            id && token == JsonToken.VALUE_STRING
                ? line.substring(start, (int) in.currentLocation().getCharOffset())
                : in.getString());
        in.skipChildren();
      }
    }
    return new WireMessage(line, head, null);
  }

  /** Empty where it is not there. */
  String get(String name) {
    return head.getOrDefault(name, "");
  }

  boolean has(String name) {
    return head.containsKey(name);
  }

  /** Whether it is a message, and not a word about the tap. */
  boolean isMessage() {
    return has("kind");
  }

  boolean isFrom(String party) {
    return get("from").equals(party);
  }

  boolean isReply() {
    return get("kind").equals("response") || get("kind").equals("error");
  }

  boolean isRequest() {
    return get("kind").equals("request");
  }

  boolean failed() {
    return has("failed");
  }

  /** -1 where it is not there. */
  long number(String name) {
    return has(name) ? Long.parseLong(get(name)) : -1;
  }
}
