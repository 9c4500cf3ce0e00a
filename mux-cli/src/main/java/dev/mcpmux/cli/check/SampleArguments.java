package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.RawJson;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The smallest arguments that a tool's schema may take: what it requires, and nothing else. */
final class SampleArguments {

  private static final int MAX_DEPTH = 6;

  private SampleArguments() {}

  /**
   * @param schema a JSON Schema as maps, lists and strings
   * @return a JSON object
   */
  static String of(Object schema) {
    return schema instanceof Map<?, ?> map ? object(map, 0) : "{}";
  }

  private static String object(Map<?, ?> schema, int depth) {
    StringJoiner members = new StringJoiner(",", "{", "}");
    if (schema.get("required") instanceof List<?> names
        && schema.get("properties") instanceof Map<?, ?> properties) {
      for (Object name : names) {
        String value =
            properties.get(name) instanceof Map<?, ?> member
                ? value(member, depth + 1)
                : "\"check\"";
        members.add(RawJson.quote(String.valueOf(name)) + ":" + value);
      }
    }
    return members.toString();
  }

  private static String value(Map<?, ?> schema, int depth) {
    Object type = schema.get("type") instanceof List<?> types ? types.get(0) : schema.get("type");
    if (depth > MAX_DEPTH) {
      return "null";
    }
    if (type == null) {
      Object any = schema.containsKey("anyOf") ? schema.get("anyOf") : schema.get("oneOf");
      if (any instanceof List<?> choices
          && !choices.isEmpty()
          && choices.get(0) instanceof Map<?, ?> choice) {
        return value(choice, depth + 1);
      }
    }
    return switch (String.valueOf(type)) {
      case "object" -> object(schema, depth);
      case "array" ->
          schema.containsKey("minItems")
                  && !"0".equals(schema.get("minItems"))
                  && schema.get("items") instanceof Map<?, ?> items
              ? "[" + value(items, depth + 1) + "]"
              : "[]";
      case "number", "integer" -> number(schema);
      case "boolean" -> "false";
      case "null" -> "null";
      default -> RawJson.quote(text(schema));
    };
  }

  private static String number(Map<?, ?> schema) {
    Object least = schema.get("minimum");
    return least instanceof String text && text.matches("[0-9]{1,9}") && !text.equals("0")
        ? text
        : "1";
  }

  private static String text(Map<?, ?> schema) {
    if (schema.get("enum") instanceof List<?> values && !values.isEmpty()) {
      return String.valueOf(values.get(0));
    }
    if (schema.get("const") instanceof String fixed) {
      return fixed;
    }
    return "uri".equals(schema.get("format")) ? "http://127.0.0.1:9/" : "check";
  }
}
