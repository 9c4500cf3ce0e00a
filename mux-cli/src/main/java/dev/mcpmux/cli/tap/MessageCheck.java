package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.schema.McpSchemas;
import dev.mcpmux.cli.text.RawJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks messages against the schema of the revision that their session has agreed on. Of a session
 * that began before anybody looked, that is taken to be the newest.
 */
final class MessageCheck {

  private static final int MAX_SESSIONS = 1024;

  private final Map<String, McpSchemas> schemas = new HashMap<>();
  private final Map<String, String> revisions = new HashMap<>();

  /** Who is at fault, and with what; empty for nothing. */
  List<String> faults(WireMessage message) {
    if (message.body() == null || message.get("kind").equals("invalid")) {
      return List.of();
    }
    learn(message);
    String known = revisions.get(message.get("session"));
    String revision = known == null ? newest() : known;
    String who = message.get("from") + (known == null ? " (by " + revision + ")" : "");
    McpSchemas schema = schemas.computeIfAbsent(revision, McpSchemas::of);
    return schema.faults(message.body(), message.get("method")).stream()
        .map(fault -> who + ": " + fault)
        .toList();
  }

  /** The reply to initialize says it. */
  private void learn(WireMessage message) {
    if (message.get("method").equals("initialize") && message.isReply()) {
      String revision = RawJson.string(message.body(), "result", "protocolVersion");
      if (McpSchemas.REVISIONS.contains(revision) && revisions.size() < MAX_SESSIONS) {
        revisions.put(message.get("session"), revision);
      }
    }
  }

  private static String newest() {
    return McpSchemas.REVISIONS.get(McpSchemas.REVISIONS.size() - 1);
  }

  /** The beginning of an object that says these. */
  static String json(List<String> faults) {
    return faults.stream()
        .map(RawJson::quote)
        .collect(Collectors.joining(",", "{\"faults\":[", "],"));
  }
}
