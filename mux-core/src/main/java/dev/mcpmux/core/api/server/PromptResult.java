package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages that a prompt stands for.
 *
 * @param description empty for none
 * @param messages each as it stands in the answer
 */
public record PromptResult(String description, List<Json> messages) {

  public PromptResult {
    messages = List.copyOf(messages);
  }

  public static PromptResult user(String text) {
    return new PromptResult("", List.of()).and("user", text);
  }

  /** As it stands in the answer. */
  public static PromptResult of(Json result) {
    return new PromptResult(result.get("description").text(""), result.get("messages").elements());
  }

  /**
   * @param role {@code user} or {@code assistant}
   */
  public PromptResult and(String role, String text) {
    List<Json> all = new ArrayList<>(messages);
    all.add(Json.object().put("role", role).put("content", ToolResult.textBlock(text)).build());
    return new PromptResult(description, all);
  }

  /** As it stands in the answer. */
  public Json json() {
    Json.ArrayBuilder all = Json.array();
    messages.forEach(all::add);
    return Json.object().putIfAny("description", description).put("messages", all.build()).build();
  }
}
