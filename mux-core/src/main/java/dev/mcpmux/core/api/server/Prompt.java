package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.Map;

/** What is said of a prompt. */
public final class Prompt extends Definition<Prompt> {

  private Prompt(Map<String, Json> members) {
    super(members);
  }

  public static Prompt named(String name) {
    return new Prompt(Map.of()).with("name", name);
  }

  /** As it was listed. */
  public static Prompt of(Json listed) {
    return new Prompt(listed.members());
  }

  @Override
  Prompt with(Map<String, Json> changed) {
    return new Prompt(changed);
  }

  /** One more argument; a call without one that is required is refused. */
  public Prompt argument(String name, String description, boolean required) {
    Json.ArrayBuilder all = Json.array();
    arguments().elements().forEach(all::add);
    all.add(
        Json.object()
            .put("name", name)
            .put("description", description)
            .put("required", required)
            .build());
    return with("arguments", all.build());
  }

  /** {@link Json#NULL} where it takes none. */
  public Json arguments() {
    return member("arguments");
  }
}
