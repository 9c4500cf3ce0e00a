package dev.mcpmux.core.route;

import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A server's answer to {@code initialize}.
 *
 * @param result the {@code result} as it came; every session of the class gets exactly this
 * @param listChanged the lists whose changes the server promised to announce
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">2025-11-25/basic/lifecycle#initialization</a>
 */
record Handshake(byte[] result, Set<ListKind> listChanged) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * @param result a valid JSON value
   */
  static Handshake of(byte[] result) {
    Set<ListKind> listChanged = EnumSet.noneOf(ListKind.class);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), result)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readResult(parser, listChanged);
      }
    }
    return new Handshake(result, listChanged);
  }

  private static void readResult(JsonParser parser, Set<ListKind> listChanged) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_OBJECT && name.equals("capabilities")) {
        readCapabilities(parser, listChanged);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void readCapabilities(JsonParser parser, Set<ListKind> listChanged) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      ListKind kind = ListKind.ofCapability(parser.currentName());
      if (parser.nextToken() == JsonToken.START_OBJECT && kind != null) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String flag = parser.currentName();
          if (parser.nextToken() == JsonToken.VALUE_TRUE && flag.equals("listChanged")) {
            listChanged.add(kind);
          }
          parser.skipChildren();
        }
      } else {
        parser.skipChildren();
      }
    }
  }
}
