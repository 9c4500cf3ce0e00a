package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.RawJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request that is made again and again, to see whether its answer stays the same.
 *
 * @param what it, for people
 * @param params a JSON object
 */
record Call(String what, String method, String params) {

  private static final int MAX_TOOLS = 6;
  private static final int MAX_PROMPTS = 3;
  private static final int MAX_RESOURCES = 4;

  /** What of the listed may be asked for without doing harm, or is allowed. */
  static List<Call> of(Lists lists, CheckTarget target) {
    List<Call> calls = new ArrayList<>();
    Set<String> named = new HashSet<>();
    target
        .calls()
        .forEach(
            (name, arguments) -> {
              named.add(name);
              lists.of("tools").stream()
                  .filter(tool -> name.equals(tool.get("name")))
                  .forEach(tool -> calls.add(tool(tool, arguments)));
            });
    if (target.callsReadOnly()) {
      lists.of("tools").stream()
          .filter(tool -> isReadOnly(tool) && !named.contains(String.valueOf(tool.get("name"))))
          .sorted((one, other) -> Integer.compare(required(one), required(other)))
          .limit(MAX_TOOLS)
          .forEach(tool -> calls.add(tool(tool, "")));
    }
    lists.of("prompts").stream()
        .filter(Call::needsNothing)
        .limit(MAX_PROMPTS)
        .forEach(prompt -> calls.add(named("prompts/get", "name", prompt)));
    lists.of("resources").stream()
        .limit(MAX_RESOURCES)
        .forEach(resource -> calls.add(named("resources/read", "uri", resource)));
    return calls;
  }

  boolean isTool() {
    return method.equals("tools/call");
  }

  private static Call tool(Map<String, Object> tool, String arguments) {
    String name = String.valueOf(tool.get("name"));
    String given = arguments.isEmpty() ? SampleArguments.of(tool.get("inputSchema")) : arguments;
    return new Call(
        name, "tools/call", "{\"name\":" + RawJson.quote(name) + ",\"arguments\":" + given + "}");
  }

  private static Call named(String method, String member, Map<String, Object> element) {
    String name = String.valueOf(element.get(member));
    return new Call(
        method + " " + name, method, "{\"" + member + "\":" + RawJson.quote(name) + "}");
  }

  static boolean isReadOnly(Map<String, Object> tool) {
    return tool.get("annotations") instanceof Map<?, ?> annotations
        && "true".equals(annotations.get("readOnlyHint"));
  }

  private static int required(Map<String, Object> tool) {
    return tool.get("inputSchema") instanceof Map<?, ?> schema
            && schema.get("required") instanceof List<?> names
        ? names.size()
        : 0;
  }

  private static boolean needsNothing(Map<String, Object> prompt) {
    return !(prompt.get("arguments") instanceof List<?> arguments)
        || arguments.stream()
            .noneMatch(each -> each instanceof Map<?, ?> one && "true".equals(one.get("required")));
  }
}
