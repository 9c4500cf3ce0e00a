package dev.mcpmux.core.search;

import dev.mcpmux.core.json.ColdJson;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the schema of a tool's arguments says in words: the names of properties, and what they are.
 */
final class SchemaText {

  /** What is deeper says little of the tool. */
  private static final int MAX_DEPTH = 24;

  private final StringBuilder names = new StringBuilder();
  private final StringBuilder descriptions = new StringBuilder();

  /**
   * @param schema JSON; of one that is broken, what stands before that
   */
  SchemaText(String schema) {
    try (JsonParser parser = ColdJson.parser(schema.getBytes(StandardCharsets.UTF_8))) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readSchema(parser, 0);
      }
    } catch (JacksonException e) {
      // a server's schema is not ours to check here
    }
  }

  String names() {
    return names.toString();
  }

  String descriptions() {
    return descriptions.toString();
  }

  /** Behind the beginning of an object that is a schema. */
  private void readSchema(JsonParser parser, int depth) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (depth >= MAX_DEPTH) {
        parser.skipChildren();
      } else if (name.equals("properties") && value == JsonToken.START_OBJECT) {
        readProperties(parser, depth);
      } else if (name.equals("description") && value == JsonToken.VALUE_STRING && depth > 0) {
        descriptions.append(parser.getString()).append(' ');
      } else if (value == JsonToken.START_OBJECT && name.equals("items")) {
        readSchema(parser, depth + 1);
      } else if (value == JsonToken.START_ARRAY) {
        readArray(parser, name, depth);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readProperties(JsonParser parser, int depth) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      names.append(parser.currentName()).append(' ');
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readSchema(parser, depth + 1);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readArray(JsonParser parser, String name, int depth) {
    boolean schemas = name.equals("anyOf") || name.equals("oneOf") || name.equals("allOf");
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY && token != null;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT && schemas) {
        readSchema(parser, depth + 1);
      } else if (token == JsonToken.VALUE_STRING && name.equals("enum")) {
        descriptions.append(parser.getString()).append(' ');
      } else {
        parser.skipChildren();
      }
    }
  }
}
