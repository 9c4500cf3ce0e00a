package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is listed of a tool, resource or prompt: members by name. Immutable. */
abstract class Definition<D extends Definition<D>> {
  private final Map<String, Json> members;
  private final Json json;

  Definition(Map<String, Json> members) {
    this.members = members;
    this.json = Json.object().putAll(members).build();
  }

  abstract D with(Map<String, Json> changed);

  /** The same with this member as well; for what has no method of its own. */
  public final D with(String member, Json value) {
    Map<String, Json> changed = new LinkedHashMap<>(members);
    changed.put(member, value);
    return with(changed);
  }

  final D with(String member, String value) {
    return with(member, Json.of(value));
  }

  final Json member(String name) {
    return members.getOrDefault(name, Json.NULL);
  }

  /** For people, as a client shows it. */
  public final D title(String value) {
    return with("title", value);
  }

  /** For people and models: what it is, and when to use it. */
  public final D description(String value) {
    return with("description", value);
  }

  public final String name() {
    return member("name").text("");
  }

  /** Empty where it has none. */
  public final String title() {
    return member("title").text("");
  }

  /** Empty where it has none. */
  public final String description() {
    return member("description").text("");
  }

  /** As it is listed. */
  public final Json json() {
    return json;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof Definition<?> definition
        && getClass() == other.getClass()
        && json.equals(definition.json);
  }

  @Override
  public final int hashCode() {
    return json.hashCode();
  }

  @Override
  public final String toString() {
    return json.toString();
  }
}
