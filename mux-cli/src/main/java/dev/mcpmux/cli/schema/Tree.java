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

/** A JSON value, also for the validator, which brings no reader of JSON. */
public final class Tree implements JsonNode {

  private static final JsonFactory JSON = new JsonFactory();

  /** How the validator gets them. */
  static final JsonNodeFactory FACTORY =
      new JsonNodeFactory() {
        @Override
        public JsonNode wrap(Object node) {
          return node instanceof JsonNode already ? already : new Tree(node, null, "");
        }

        @Override
        public JsonNode create(String json) {
          return parse(json);
        }
      };

  /** A map, a list, a string, a {@link BigDecimal}, a boolean or null. */
  private final Object value;

  private final Tree parent;

  /** Its name or its number in its parent. */
  private final Object step;

  private Tree(Object value, Tree parent, Object step) {
    this.value = value;
    this.parent = parent;
    this.step = step;
  }

  /**
   * @throws tools.jackson.core.JacksonException if it is no JSON
   */
  public static Tree parse(String json) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      return read(in, null, "");
    }
  }

  private static Tree read(JsonParser in, Tree parent, Object step) {
    return switch (in.currentToken()) {
      case START_OBJECT -> members(in, parent, step);
      case START_ARRAY -> elements(in, parent, step);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new Tree(new BigDecimal(in.getString()), parent, step);
      case VALUE_TRUE -> new Tree(true, parent, step);
      case VALUE_FALSE -> new Tree(false, parent, step);
      case VALUE_NULL -> new Tree(null, parent, step);
      default -> new Tree(in.getString(), parent, step);
    };
  }

  private static Tree members(JsonParser in, Tree parent, Object step) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    Tree tree = new Tree(members, parent, step);
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      members.put(name, read(in, tree, name));
    }
    return tree;
  }

  private static Tree elements(JsonParser in, Tree parent, Object step) {
    List<JsonNode> elements = new ArrayList<>();
    Tree tree = new Tree(elements, parent, step);
    while (in.nextToken() != JsonToken.END_ARRAY) {
      elements.add(read(in, tree, elements.size()));
    }
    return tree;
  }

  /** A map, a list, a string, a {@link BigDecimal}, a boolean or null. */
  public Object value() {
    return value;
  }

  /** A member of an object; null for none. */
  public Tree get(String name) {
    return value instanceof Map<?, ?> members && members.get(name) instanceof Tree found
        ? found
        : null;
  }

  @Override
  public String getJsonPointer() {
    return parent == null
        ? ""
        : parent.getJsonPointer() + "/" + JsonNode.encodeJsonPointer(step.toString());
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
