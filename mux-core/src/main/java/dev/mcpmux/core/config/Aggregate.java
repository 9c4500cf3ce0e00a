package dev.mcpmux.core.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What sessions with all servers see of them.
 *
 * @param separator what stands between a server and its tool in names: one to four of {@code _} and
 *     {@code -}
 * @param find whether every such session finds tools in place of having them all listed, not only
 *     one that wants it so
 * @param pinned the tools, each as {@code SERVER/TOOL}, that are listed all the same
 */
public record Aggregate(String separator, boolean find, Set<String> pinned) {
  private static final Pattern SEPARATOR = Pattern.compile("[_-]{1,4}");
  private static final Aggregate DEFAULTS = new Aggregate("__", false, Set.of());

  public Aggregate {
    if (!isSeparator(separator)) {
      throw new IllegalArgumentException(
          "separator: \"" + separator + "\" (expected: one to four of _ and -)");
    }
    pinned = Set.copyOf(pinned);
  }

  /** All tools are listed. */
  public static Aggregate defaults() {
    return DEFAULTS;
  }

  /** Whether names may be separated by it. */
  public static boolean isSeparator(String text) {
    return SEPARATOR.matcher(text).matches();
  }

  public boolean isPinned(String server, String tool) {
    return !pinned.isEmpty() && pinned.contains(server + "/" + tool);
  }

  /** Whether any tool of this server is pinned. */
  public boolean pinsOf(String server) {
    return pinned.stream().anyMatch(tool -> tool.startsWith(server + "/"));
  }
}
