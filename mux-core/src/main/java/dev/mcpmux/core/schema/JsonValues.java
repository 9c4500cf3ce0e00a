package dev.mcpmux.core.schema;

import dev.mcpmux.core.json.ColdJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads JSON into maps, lists, strings, booleans, {@link JsonNumber}s and {@link #NULL}. */
final class JsonValues {
  static final Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  /**
   * @param twice the name of a member that an object has twice, the last of which is in the value;
   *     null for none
   */
  record Read(Object value, String twice) {}

  private final JsonParser parser;
  private String twice;

  private JsonValues(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @param json one valid value, no deeper than the frame scanner lets pass
   */
  static Read read(byte[] json) {
    try (JsonParser parser = ColdJson.parser(json)) {
      parser.nextToken();
      JsonValues values = new JsonValues(parser);
      Object value = values.value();
      return new Read(value, values.twice);
    }
  }

  private Object value() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      default -> new JsonNumber(parser.getString());
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (members.put(name, value()) != null) {
        twice = name;
      }
    }
    return members;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return elements;
  }
}
