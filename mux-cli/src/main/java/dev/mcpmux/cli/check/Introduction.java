package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.JsonTree;
import java.util.List;
import java.util.Map;

/**
 * What a server says of itself when it is initialized.
 *
 * @param says under {@code x-mux}; empty for nothing
 */
record Introduction(
    String server, String version, String protocol, String says, Map<String, Object> capabilities) {

  static final Introduction NONE = of(Map.of());

  static Introduction of(Map<String, Object> result) {
    Map<String, Object> info = object(result, "serverInfo");
    Map<String, Object> capabilities = object(result, "capabilities");
    Map<String, Object> experimental = object(capabilities, "experimental");
    Map<String, Object> sharing =
        object(experimental.containsKey("x-mux") ? experimental : capabilities, "x-mux");
    return new Introduction(
        text(info, "name"),
        text(info, "version"),
        text(result, "protocolVersion"),
        text(sharing, "sharing"),
        capabilities);
  }

  boolean takesSubscriptions() {
    return "true".equals(object(capabilities, "resources").get("subscribe"));
  }

  private static String text(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof String text ? text : "";
  }

  private static Map<String, Object> object(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof Map<?, ?>
        ? JsonTree.objects(Map.of("one", List.of(parent.get(name))), "one").get(0)
        : Map.of();
  }
}
