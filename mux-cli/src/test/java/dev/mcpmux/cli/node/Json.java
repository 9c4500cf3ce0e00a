package dev.mcpmux.cli.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as maps, lists, strings, numbers ({@code Long} or {@code Double}), booleans and null, for
 * assertions.
 */
final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final Object value;

  private Json(Object value) {
    this.value = value;
  }

  static Json parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      return new Json(read(parser));
    } catch (RuntimeException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private static Object read(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, read(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalArgumentException("unexpected " + token);
    };
  }

  /** The value under a path of member names and list indexes; a missing one is null. */
  Json at(Object... path) {
    Object at = value;
    for (Object step : path) {
      if (at instanceof Map<?, ?> members) {
        at = members.get(step);
      } else if (at instanceof List<?> elements && step instanceof Integer index) {
        at = index < elements.size() ? elements.get(index) : null;
      } else {
        at = null;
      }
    }
    return new Json(at);
  }

  Object value() {
    return value;
  }

  String string() {
    return (String) value;
  }

  long number() {
    return ((Number) value).longValue();
  }

  List<Json> list() {
    return ((List<?>) value).stream().map(Json::new).toList();
  }

  /** A value as JSON text; maps, collections and scalars. */
  static String text(Object value) {
    if (value instanceof Map<?, ?> members) {
      List<String> parts = new ArrayList<>();
      members.forEach((name, member) -> parts.add(text(name) + ":" + text(member)));
      return "{" + String.join(",", parts) + "}";
    }
    if (value instanceof Iterable<?> elements) {
      List<String> parts = new ArrayList<>();
      elements.forEach(element -> parts.add(text(element)));
      return "[" + String.join(",", parts) + "]";
    }
    if (value instanceof Number || value instanceof Boolean || value == null) {
      return String.valueOf(value);
    }
    return '"'
        + new String(JsonStringEncoder.getInstance().quoteAsCharArray(value.toString()))
        + '"';
  }

  @Override
  public String toString() {
    return text(value);
  }
}
