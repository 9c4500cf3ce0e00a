package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.TokenStreamLocation;

/**
 * Reads {@code profiles}: each a list of servers, or an object that names tools of theirs too. What
 * would let through more than is meant, such as a key that is written wrong, is an error.
 */
final class ProfileReader {
  private final Map<String, ToolFilter> servers = new LinkedHashMap<>();

  /** Reads all profiles; one that is wrong is left out. */
  static void readAll(ConfigReader in, Map<String, Profile> profiles) throws ConfigException {
    in.object(
        name -> {
          TokenStreamLocation start = in.here();
          if (!Printable.line(name).equals(name)) {
            throw in.error(start, "its name has characters that cannot be shown");
          }
          ProfileReader reader = new ProfileReader();
          if (!reader.read(in)) {
            return; // complained of already
          }
          if (reader.servers.isEmpty()) {
            throw in.error(start, "it names no server");
          }
          profiles.put(name, new Profile(reader.servers));
        });
  }

  private boolean read(ConfigReader in) throws ConfigException {
    if (in.isArray()) {
      readServers(in);
      return true;
    }
    return in.closedObject(members(in));
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    return Map.of("servers", key -> readServers(in), "tools", key -> readTools(in));
  }

  private void readServers(ConfigReader in) throws ConfigException {
    in.strings().forEach(server -> servers.putIfAbsent(server, ToolFilter.none()));
  }

  private void readTools(ConfigReader in) throws ConfigException {
    in.object(server -> servers.put(server, toolFilter(in, true)));
  }

  /** At least one. */
  static List<String> patterns(ConfigReader in) throws ConfigException {
    List<String> patterns = in.strings();
    if (patterns.isEmpty() || patterns.contains("")) {
      throw in.error("expected names of tools, or patterns");
    }
    return patterns;
  }

  /** Of a server's entry: also none, and what is unknown is warned of. */
  static ToolFilter toolFilter(ConfigReader in) throws ConfigException {
    return toolFilter(in, false);
  }

  /** Patterns, or an object of those that are allowed and those that are denied. */
  private static ToolFilter toolFilter(ConfigReader in, boolean strict) throws ConfigException {
    List<String> allow = new ArrayList<>();
    List<String> deny = new ArrayList<>();
    Map<String, ConfigReader.Member> members =
        Map.of(
            "allow", key -> allow.addAll(strict ? patterns(in) : in.strings()),
            "deny", key -> deny.addAll(strict ? patterns(in) : in.strings()));
    TokenStreamLocation start = in.here();
    if (in.isArray()) {
      members.get("allow").read("allow");
    } else if (!strict) {
      in.object(members);
    } else if (in.closedObject(members) && allow.isEmpty() && deny.isEmpty()) {
      throw in.error(start, "expected \"allow\" or \"deny\"");
    }
    return new ToolFilter(allow, deny);
  }
}
