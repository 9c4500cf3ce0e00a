package dev.mcpmux.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which tools of a server its sessions see and may call, by patterns in which {@code *} stands for
 * any characters and {@code ?} for one.
 *
 * @param allow patterns of which a name must match one; empty for all names
 * @param deny patterns of which it must match none
 * @param also what must let the tool through as well
 */
public record ToolFilter(List<String> allow, List<String> deny, Optional<ToolFilter> also) {
  private static final ToolFilter NONE = new ToolFilter(List.of(), List.of());
  private static final ToolFilter ALL = new ToolFilter(List.of(), List.of("*"));

  public ToolFilter {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  public ToolFilter(List<String> allow, List<String> deny) {
    this(allow, deny, Optional.empty());
  }

  /** Lets every tool through. */
  public static ToolFilter none() {
    return NONE;
  }

  /** Lets no tool through. */
  public static ToolFilter all() {
    return ALL;
  }

  /** Lets through what both do. */
  public ToolFilter and(ToolFilter other) {
    if (isNone()) {
      return other;
    }
    return other.isNone()
        ? this
        : new ToolFilter(allow, deny, Optional.of(also.map(other::and).orElse(other)));
  }

  public boolean isNone() {
    return allow.isEmpty() && deny.isEmpty();
  }

  /**
   * Whether the tool may be seen and called. What is denied is so however it is written: some
   * servers find a tool without regard to case, or to space around its name.
   *
   * @param tool its name as the server writes it
   */
  public boolean admits(String tool) {
    return (allow.isEmpty() || matchesAny(allow, tool))
        && !denies(tool)
        && (also.isEmpty() || also.get().admits(tool));
  }

  private boolean denies(String tool) {
    String name = tool.strip().toLowerCase(Locale.ROOT);
    return deny.stream()
        .anyMatch(
            pattern -> matches(pattern, tool) || matches(pattern.toLowerCase(Locale.ROOT), name));
  }

  private static boolean matchesAny(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, name));
  }

  /** Goes back to the last star only, so that no pattern takes more than length times length. */
  private static boolean matches(String pattern, String name) {
    int at = 0;
    int star = -1;
    int starAt = 0;
    int p = 0;
    while (at < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starAt = at;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(at))) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
