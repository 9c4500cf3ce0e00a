package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.Map;

/**
 * What is said of a tool.
 *
 * <pre>{@code
 * Tool.named("add")
 *     .description("Adds two numbers.")
 *     .input(Json.parse("""
 *         {"type": "object", "required": ["a", "b"],
 *          "properties": {"a": {"type": "number"}, "b": {"type": "number"}}}"""))
 *     .readOnly();
 * }</pre>
 */
public final class Tool extends Definition<Tool> {
  private static final Json ANY_OBJECT = Json.object().put("type", "object").build();

  private Tool(Map<String, Json> members) {
    super(members);
  }

  /** A tool that takes any arguments, until {@link #input} says more. */
  public static Tool named(String name) {
    return new Tool(Map.of()).with("name", name).with("inputSchema", ANY_OBJECT);
  }

  /** As it was listed. */
  public static Tool of(Json listed) {
    return new Tool(listed.members());
  }

  @Override
  Tool with(Map<String, Json> changed) {
    return new Tool(changed);
  }

  /**
   * What arguments it takes, for those who call it. Nobody need keep to it: a handler checks what
   * it must be sure of.
   *
   * @param schema a JSON Schema of the type {@code object}
   */
  public Tool input(Json schema) {
    if (!schema.get("type").text("").equals("object")) {
      throw new IllegalArgumentException(
          "input schema of " + name() + ": " + schema + " (expected: of the type \"object\")");
    }
    return with("inputSchema", schema);
  }

  /** What its structured result is. */
  public Tool output(Json schema) {
    return with("outputSchema", schema);
  }

  /** It changes nothing. */
  public Tool readOnly() {
    return hint("readOnlyHint", true);
  }

  /** Whether it may destroy something; clients take it that it may. */
  public Tool destructive(boolean may) {
    return hint("destructiveHint", may);
  }

  /** A second call with the same arguments changes nothing more. */
  public Tool idempotent() {
    return hint("idempotentHint", true);
  }

  private Tool hint(String name, boolean value) {
    Map<String, Json> hints = annotations().members();
    hints.put(name, Json.of(value));
    return with("annotations", Json.object().putAll(hints).build());
  }

  public Json inputSchema() {
    return member("inputSchema");
  }

  /** {@link Json#NULL} where it has none. */
  public Json outputSchema() {
    return member("outputSchema");
  }

  /** {@link Json#NULL} where it has none. */
  public Json annotations() {
    return member("annotations");
  }
}
