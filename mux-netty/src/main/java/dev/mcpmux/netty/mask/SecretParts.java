package dev.mcpmux.netty.mask;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/** A value that is a secret, and those parts of it that are secrets by themselves. */
public final class SecretParts {

  private SecretParts() {}

  /** {@code Bearer TOKEN} is a secret, and so is the second half of it. */
  public static Set<String> of(String value) {
    Set<String> parts = new LinkedHashSet<>();
    add(value, parts);
    return parts;
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
