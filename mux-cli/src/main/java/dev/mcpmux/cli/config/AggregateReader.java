package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.Profile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what sessions with all servers see: {@code separator}, {@code view}, {@code find} and
 * {@code profiles}.
 */
final class AggregateReader {
  private String separator = Aggregate.defaults().separator();
  private boolean find;
  private Set<String> pinned = Set.of();
  private Optional<String> model = Optional.empty();
  private final Map<String, Profile> profiles = new LinkedHashMap<>();

  void readSeparator(ConfigReader in) throws ConfigException {
    String text = in.string();
    if (!Aggregate.isSeparator(text)) {
      throw in.error("expected one to four of _ and -");
    }
    separator = text;
  }

  void readView(ConfigReader in) throws ConfigException {
    find = in.word(AggregateReader::view, "\"all\" or \"find\"");
  }

  private static Optional<Boolean> view(String word) {
    return switch (word) {
      case "all" -> Optional.of(false);
      case "find" -> Optional.of(true);
      default -> Optional.empty();
    };
  }

  void readFind(ConfigReader in) throws ConfigException {
    in.object(members(in));
  }

  void readProfiles(ConfigReader in) throws ConfigException {
    ProfileReader.readAll(in, profiles);
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    return Map.of(
        "pinned", key -> pinned = pinned(in), "model", key -> model = Optional.of(model(in)));
  }

  /** As an absolute path; whether it is there is asked when it is needed. */
  private static String model(ConfigReader in) throws ConfigException {
    String text = in.string();
    if (text.startsWith("~/")) {
      return System.getProperty("user.home") + text.substring(1);
    } else if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
      throw in.error("expected an absolute path, or one that begins with ~/");
    }
    return text;
  }

  private static Set<String> pinned(ConfigReader in) throws ConfigException {
    Set<String> tools = Set.copyOf(in.strings());
    for (String tool : tools) {
      if (tool.indexOf("/", 1) < 1 || tool.endsWith("/")) {
        throw in.error("expected SERVER/TOOL in each string");
      }
    }
    return tools;
  }

  Aggregate aggregate() {
    return new Aggregate(separator, find, pinned, profiles, model);
  }
}
