package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.Base64;
import java.util.stream.Collectors;

/** What a tool returns. Immutable. */
public final class ToolResult {
  private final Json json;

  private ToolResult(Json json) {
    this.json = json;
  }

  /** As it stands in the answer. */
  public static ToolResult of(Json result) {
    return new ToolResult(result);
  }

  public static ToolResult text(String text) {
    return content(textBlock(text));
  }

  /**
   * The tool has failed; for the model, which may try another way.
   *
   * @param text what is wrong, and what to do instead
   */
  public static ToolResult error(String text) {
    return of(
        Json.object()
            .put("content", Json.array().add(textBlock(text)).build())
            .put("isError", true)
            .build());
  }

  /** An object, and the same as text for clients that look at nothing else. */
  public static ToolResult structured(Json object) {
    return of(
        Json.object()
            .put("content", Json.array().add(textBlock(object.toString())).build())
            .put("structuredContent", object)
            .build());
  }

  public static ToolResult image(String mimeType, byte[] bytes) {
    return content(
        Json.object()
            .put("type", "image")
            .put("data", Base64.getEncoder().encodeToString(bytes))
            .put("mimeType", mimeType)
            .build());
  }

  /** Blocks of content of any type. */
  public static ToolResult content(Json... blocks) {
    Json.ArrayBuilder content = Json.array();
    for (Json block : blocks) {
      content.add(block);
    }
    return of(Json.object().put("content", content.build()).build());
  }

  static Json textBlock(String text) {
    return Json.object().put("type", "text").put("text", text).build();
  }

  /** Whether the tool has failed. */
  public boolean isError() {
    return json.get("isError").bool(false);
  }

  /** All text in it, in lines. */
  public String text() {
    return json.get("content").elements().stream()
        .filter(block -> block.get("type").text("").equals("text"))
        .map(block -> block.get("text").text(""))
        .collect(Collectors.joining("\n"));
  }

  /** {@link Json#NULL} where there is none. */
  public Json structuredContent() {
    return json.get("structuredContent");
  }

  /** As it stands in the answer. */
  public Json json() {
    return json;
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
