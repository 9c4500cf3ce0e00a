package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a resource holds: one content, or several.
 *
 * @param contents each as it stands in the answer
 */
public record ResourceContents(List<Json> contents) {

  public ResourceContents {
    contents = List.copyOf(contents);
  }

  /**
   * @param mimeType empty for not to say
   */
  public static ResourceContents text(String uri, String mimeType, String text) {
    return new ResourceContents(
        List.of(
            Json.object()
                .put("uri", uri)
                .putIfAny("mimeType", mimeType)
                .put("text", text)
                .build()));
  }

  public static ResourceContents bytes(String uri, String mimeType, byte[] bytes) {
    return new ResourceContents(
        List.of(
            Json.object()
                .put("uri", uri)
                .putIfAny("mimeType", mimeType)
                .put("blob", Base64.getEncoder().encodeToString(bytes))
                .build()));
  }

  /** As it stands in the answer. */
  public static ResourceContents of(Json result) {
    return new ResourceContents(result.get("contents").elements());
  }

  public ResourceContents and(ResourceContents others) {
    List<Json> all = new ArrayList<>(contents);
    all.addAll(others.contents);
    return new ResourceContents(all);
  }

  /** The text of the first; empty where it has none. */
  public String text() {
    return contents.isEmpty() ? "" : contents.get(0).get("text").text("");
  }

  /** As it stands in the answer. */
  public Json json() {
    Json.ArrayBuilder all = Json.array();
    contents.forEach(all::add);
    return Json.object().put("contents", all.build()).build();
  }
}
