package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.Map;

/**
 * What is said of resources whose URIs follow a pattern (RFC 6570): {@code notes://{year}/{name}}.
 */
public final class ResourceTemplate extends Definition<ResourceTemplate> {
  private ResourceTemplate(Map<String, Json> members) {
    super(members);
  }

  /** To match a longer one could take long. */
  static final int MAX_URI_LENGTH = 2000;

  public static ResourceTemplate at(String uriTemplate, String name) {
    return new ResourceTemplate(Map.of()).with("uriTemplate", uriTemplate).with("name", name);
  }

  /** As it was listed. */
  public static ResourceTemplate of(Json listed) {
    return new ResourceTemplate(listed.members());
  }

  @Override
  ResourceTemplate with(Map<String, Json> changed) {
    return new ResourceTemplate(changed);
  }

  public ResourceTemplate mimeType(String value) {
    return with("mimeType", value);
  }

  public String uriTemplate() {
    return member("uriTemplate").text("");
  }

  /** What a URI must match. */
  UriPattern pattern() {
    return new UriPattern(uriTemplate());
  }
}
