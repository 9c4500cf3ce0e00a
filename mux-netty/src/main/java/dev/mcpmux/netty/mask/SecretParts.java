package dev.mcpmux.netty.mask;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;

/** A value that is a secret, and those parts of it that are secrets by themselves. */
public final class SecretParts {

  private SecretParts() {}

  /** {@code Bearer TOKEN} is a secret, and so is the second half of it. */
  public static Set<String> of(String value) {
    Set<String> parts = new LinkedHashSet<>();
    add(value, parts);
    return parts;
  }

  /**
   * The passwords in it of {@code scheme://user:password@host}, as they stand there and decoded.
   */
  public static Set<String> inUrls(String text) {
    Set<String> found = new LinkedHashSet<>();
    Matcher url = SecretShapes.IN_URL.matcher(text);
    while (text.contains("://") && url.find()) {
      String password = text.substring(url.end(1), url.end());
      found.add(password);
      found.add(decoded(password));
    }
    return found;
  }

  /** The values of its parameters, as they stand there and decoded. */
  public static Set<String> parameters(URI url) {
    Set<String> found = new LinkedHashSet<>();
    addParameters(url.getRawQuery(), found);
    addParameters(url.getQuery(), found);
    return found;
  }

  private static void addParameters(String query, Set<String> found) {
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      found.add(parameter.substring(parameter.indexOf('=') + 1));
    }
  }

  private static String decoded(String password) {
    try {
      return URLDecoder.decode(password.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return password;
    }
  }

  private static void add(String value, Set<String> parts) {
    parts.add(value);
    for (String part : value.split("[\\s:,;]+")) {
      if (!part.matches("(?i)bearer|basic|token|digest")) {
        parts.add(part);
      }
    }
    if (value.regionMatches(true, 0, "basic ", 0, 6)) {
      try {
        byte[] user = Base64.getDecoder().decode(value.substring(6).strip());
        add(new String(user, StandardCharsets.UTF_8), parts);
      } catch (IllegalArgumentException e) {
        // it is hidden as it is
      }
    }
  }
}
