package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.Map;

/** What is said of a resource. */
public final class Resource extends Definition<Resource> {

  private Resource(Map<String, Json> members) {
    super(members);
  }

  public static Resource at(String uri, String name) {
    return new Resource(Map.of()).with("uri", uri).with("name", name);
  }

  /** As it was listed. */
  public static Resource of(Json listed) {
    return new Resource(listed.members());
  }

  @Override
  Resource with(Map<String, Json> changed) {
    return new Resource(changed);
  }

  public Resource mimeType(String value) {
    return with("mimeType", value);
  }

  public String uri() {
    return member("uri").text("");
  }

  /** Empty where it is not said. */
  public String mimeType() {
    return member("mimeType").text("");
  }
}
