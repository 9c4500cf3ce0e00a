package dev.mcpmux.netty.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON that was not made for us, as maps, lists and strings; numbers are strings, too. */
public final class JsonValues {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonValues() {}

  /** Null for {@code null}, and for what is no JSON. */
  public static Object read(byte[] json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return value(parser);
    } catch (JacksonException e) {
      return null;
    }
  }

  /** The members that are strings; none when the value is no object. */
  public static Map<String, String> strings(Object value) {
    Map<String, String> strings = new LinkedHashMap<>();
    members(value)
        .forEach(
            (name, member) -> {
              if (member instanceof String string) {
                strings.put(name, string);
              }
            });
    return strings;
  }

  /** All members; none when the value is no object. */
  public static Map<String, Object> members(Object value) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put((String) name, member));
    }
    return members;
  }

  private static Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, value(parser));
      }
      return members;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(parser));
      }
      return elements;
    }
    return token == null || token == JsonToken.VALUE_NULL ? null : parser.getString();
  }
}
