package dev.mcpmux.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What sessions with all servers see of them.
 *
 * @param separator what stands between a server and its tool in names: one to four of {@code _} and
 *     {@code -}
 * @param find whether every such session finds tools in place of having them all listed, not only
 *     one that wants it so
 * @param pinned the tools, each as {@code SERVER/TOOL}, that are listed all the same
 * @param profiles by name, what sessions see that want one
 * @param model the jar of the model that says what tools mean where they are found, an absolute
 *     path; empty for none
 */
public record Aggregate(
    String separator,
    boolean find,
    Set<String> pinned,
    Map<String, Profile> profiles,
    Optional<String> model) {
  private static final Pattern SEPARATOR = Pattern.compile("[_-]{1,4}");
  private static final Aggregate DEFAULTS = new Aggregate("__", false, Set.of());

  public Aggregate {
    if (!isSeparator(separator)) {
      throw new IllegalArgumentException(
          "separator: \"" + separator + "\" (expected: one to four of _ and -)");
    }
    pinned = Set.copyOf(pinned);
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
  }

  /** Without a model. */
  public Aggregate(
      String separator, boolean find, Set<String> pinned, Map<String, Profile> profiles) {
    this(separator, find, pinned, profiles, Optional.empty());
  }

  /** Without profiles. */
  public Aggregate(String separator, boolean find, Set<String> pinned) {
    this(separator, find, pinned, Map.of());
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

  /**
   * The tools of a server that sessions see, out of those that the server's own filter lets
   * through.
   *
   * @param profile theirs, empty for none; one that there is not (any more) has no server
   * @return null when they have nothing of this server
   */
  public @Nullable ToolFilter tools(String profile, String server) {
    if (profile.isEmpty()) {
      return ToolFilter.none();
    }
    Profile found = profiles.get(profile);
    return found == null ? null : found.servers().get(server);
  }

  /** Whether any tool of this server is pinned. */
  public boolean pinsOf(String server) {
    return pinned.stream().anyMatch(tool -> tool.startsWith(server + "/"));
  }
}
