package dev.mcpmux.cli.schema;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;

/**
 * The schema of one revision of MCP, as it was published (less its descriptions). What it does not
 * know, it finds nothing wrong with: methods of extensions, and results of these.
 *
 * @see <a
 *     href="https://github.com/modelcontextprotocol/modelcontextprotocol/tree/main/schema">schema</a>
 */
public final class McpSchemas {

  /** The revisions that there is a schema of, oldest first. */
  public static final List<String> REVISIONS =
      List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

  private static final URI ROOT = URI.create("urn:mcp");
  private static final int MAX_FAULTS = 3;

  /** These are answered with nothing. */
  private static final String EMPTY = "EmptyResult";

  private final String names;
  private final Set<String> definitions;
  private final Map<String, String> byMethod = new HashMap<>();
  private final Fit.Definitions fits;
  private final Validator validator;

  private McpSchemas(Tree schema) {
    this.names = schema.get("$defs") == null ? "definitions" : "$defs";
    Map<String, JsonNode> all = schema.get(names).asObject();
    this.definitions = Set.copyOf(all.keySet());
    all.forEach((name, definition) -> addMethod(name, (Tree) definition));
    this.fits = new Fit.Definitions(schema.get(names), "#/" + names + "/");
    this.validator =
        new ValidatorFactory()
            .withJsonNodeFactory(Tree.FACTORY)
            .withDisabledSchemaValidation(true)
            .createValidator();
    validator.registerSchema(ROOT, schema);
  }

  /**
   * @param revision one of {@link #REVISIONS}
   */
  public static McpSchemas of(String revision) {
    try (InputStream in = McpSchemas.class.getResourceAsStream(revision + ".json")) {
      return new McpSchemas(Tree.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addMethod(String name, Tree definition) {
    Tree properties = definition.get("properties");
    Tree method = properties == null ? null : properties.get("method");
    Tree word = method == null ? null : method.get("const");
    if (word != null) {
      byMethod.put(word.asString(), name);
    }
  }

  /**
   * What is wrong with a message, a few words each; empty for nothing.
   *
   * @param message one JSON-RPC message
   * @param method the method that it has, or that it answers
   */
  public List<String> faults(String message, String method) {
    Tree tree;
    try {
      tree = Tree.parse(message);
    } catch (JacksonException | NumberFormatException e) {
      return List.of("it cannot be read as JSON");
    }
    String definition = byMethod.get(method);
    if (tree.get("method") != null) {
      return definition == null ? List.of() : check(definition, tree);
    } else if (tree.get("result") != null) {
      String result = definition == null ? null : result(definition, tree.get("result"));
      return result == null ? List.of() : check(result, tree.get("result"));
    }
    return tree.get("error") == null ? List.of() : errorFaults(tree.get("error"));
  }

  /** The name of what answers a request; null for what is not known. */
  private String result(String request, Tree result) {
    if (result.get("task") != null && definitions.contains("CreateTaskResult")) {
      return "CreateTaskResult";
    }
    String name = request.replaceFirst("Request$", "Result");
    return definitions.contains(name) ? name : EMPTY;
  }

  private static List<String> errorFaults(Tree error) {
    Tree code = error.get("code");
    Tree message = error.get("message");
    List<String> faults = new ArrayList<>();
    if (code == null || !code.isInteger()) {
      faults.add("error.code is no whole number");
    }
    if (message == null || !message.isString()) {
      faults.add("error.message is no string");
    }
    return faults;
  }

  /** Whether a value is seen to be right without the validator. */
  boolean fits(String definition, String value) {
    return fits.get(definition).fits(Tree.parse(value));
  }

  private List<String> check(String definition, Tree value) {
    if (fits.get(definition).fits(value)) {
      return List.of();
    }
    URI schema = URI.create(ROOT + "#/" + names + "/" + definition);
    Validator.Result result = validator.validate(schema, value);
    return result.isValid()
        ? List.of()
        : Faults.of(result.getErrors()).stream().limit(MAX_FAULTS).toList();
  }
}
