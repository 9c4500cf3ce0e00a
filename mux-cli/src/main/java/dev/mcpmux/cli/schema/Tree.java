package dev.mcpmux.cli.schema;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value, also for the validator, which brings no reader of JSON.
 *
 * @param value a map, a list, a string, a {@link BigDecimal}, a boolean or null
 * @param pointer where it stands, as RFC 6901 writes it
 */
public record Tree(Object value, String pointer) implements JsonNode {

  private static final JsonFactory JSON = new JsonFactory();

  /** How the validator gets them. */
  static final JsonNodeFactory FACTORY =
      new JsonNodeFactory() {
        @Override
        public JsonNode wrap(Object node) {
          return node instanceof JsonNode already ? already : new Tree(node, "");
        }

        @Override
        public JsonNode create(String json) {
          return parse(json);
        }
      };

  /**
   * @throws tools.jackson.core.JacksonException if it is no JSON
   */
  public static Tree parse(String json) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      return read(in, "");
    }
  }

  private static Tree read(JsonParser in, String pointer) {
    Object value =
        switch (in.currentToken()) {
          case START_OBJECT -> members(in, pointer);
          case START_ARRAY -> elements(in, pointer);
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(in.getString());
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          case VALUE_NULL -> null;
          default -> in.getString();
        };
    return new Tree(value, pointer);
  }

  private static Map<String, JsonNode> members(JsonParser in, String pointer) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      members.put(name, read(in, pointer + "/" + JsonNode.encodeJsonPointer(name)));
    }
    return members;
  }

  private static List<JsonNode> elements(JsonParser in, String pointer) {
    List<JsonNode> elements = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      elements.add(read(in, pointer + "/" + elements.size()));
    }
    return elements;
  }

  /** A member of an object; null for none. */
  public Tree get(String name) {
    return value instanceof Map<?, ?> members && members.get(name) instanceof Tree found
        ? found
        : null;
  }

  @Override
  public String getJsonPointer() {
    return pointer;
  }

  @Override
  public SimpleType getNodeType() {
    if (value == null) {
      return SimpleType.NULL;
    } else if (value instanceof Boolean) {
      return SimpleType.BOOLEAN;
    } else if (value instanceof String) {
      return SimpleType.STRING;
    } else if (value instanceof BigDecimal number) {
      boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
      return whole ? SimpleType.INTEGER : SimpleType.NUMBER;
    }
    return value instanceof List ? SimpleType.ARRAY : SimpleType.OBJECT;
  }

  @Override
  public boolean asBoolean() {
    return (Boolean) value;
  }

  @Override
  public String asString() {
    return (String) value;
  }

  @Override
  public BigInteger asInteger() {
    return ((BigDecimal) value).toBigInteger();
  }

  @Override
  public BigDecimal asNumber() {
    return (BigDecimal) value;
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<JsonNode> asArray() {
    return (List<JsonNode>) value;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, JsonNode> asObject() {
    return (Map<String, JsonNode>) value;
  }
}
