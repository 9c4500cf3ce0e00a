package dev.mcpmux.core.route;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The {@code clientInfo} of an {@code initialize}, for people. */
final class ClientInfo {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** What of a client's name and version is kept each. */
  private static final int MAX_CHARS = 100;

  private ClientInfo() {}

  /** Name and version, as far as they are there. */
  static String label(byte[] clientInfo) {
    String name = "";
    String version = "";
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), clientInfo)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String member = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          switch (member) {
            case "name" -> name = shortened(parser.getString());
            case "version" -> version = shortened(parser.getString());
            default -> {}
          }
        }
        parser.skipChildren();
      }
    }
    return (name + " " + version).trim();
  }

  private static String shortened(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
