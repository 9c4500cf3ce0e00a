package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said of resources whose URIs follow a pattern (RFC 6570): {@code notes://{year}/{name}}.
 */
public final class ResourceTemplate extends Definition<ResourceTemplate> {
  private static final Pattern EXPRESSION = Pattern.compile("\\{([+#]?)[^{}]*?(\\*?)\\}");

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

  /**
   * What a URI must match: an expression stands for what has no slash, one with a plus, a number
   * sign or a star for anything.
   */
  Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    Matcher expressions = EXPRESSION.matcher(uriTemplate());
    int at = 0;
    while (expressions.find()) {
      pattern.append(Pattern.quote(uriTemplate().substring(at, expressions.start())));
      boolean anything = !expressions.group(1).isEmpty() || !expressions.group(2).isEmpty();
      pattern.append(anything ? ".+" : "[^/]+");
      at = expressions.end();
    }
    return Pattern.compile(pattern.append(Pattern.quote(uriTemplate().substring(at))).toString());
  }
}
