package dev.mcpmux.cli.config;

import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.TokenStreamLocation;

/** Reads {@code http}. */
final class HttpReader {

  private Optional<String> listen = Optional.empty();
  private boolean token = true;
  private Optional<HttpConfig.Tls> tls = Optional.empty();
  private Set<String> allowedHosts = Set.of();
  private Set<String> allowedOrigins = Set.of();
  private Optional<Path> root = Optional.empty();
  private final LimitsReader<HttpLimits> limits = new LimitsReader<>(HttpLimits.defaults());
  private Path certificate;
  private Path key;

  void read(ConfigReader in) throws ConfigException {
    in.object(members(in));
  }

  HttpSettings settings() {
    return new HttpSettings(
        listen, token, tls, allowedHosts, allowedOrigins, root, limits.limits());
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("listen", name -> listen = Optional.of(listen(in)));
    members.put("auth", name -> token = in.word(HttpReader::auth, "\"token\" or \"none\""));
    members.put("tls", name -> readTls(in));
    members.put("allowedHosts", name -> allowedHosts = lowerCase(in));
    members.put("allowedOrigins", name -> allowedOrigins = lowerCase(in));
    members.put("root", name -> root = Optional.of(root(in)));
    members.put("limits", name -> limits.read(in));
    return members;
  }

  /** Not looked up: that would make a config wrong where the name is not known. */
  private static String listen(ConfigReader in) throws ConfigException {
    String text = in.string();
    if (!text.matches("(\\[[0-9A-Fa-f:.]+\\]:|[^:\\s]+:)?[0-9]{1,5}")) {
      throw in.error("expected HOST:PORT, such as \"127.0.0.1:7337\"");
    }
    return text;
  }

  private static Optional<Boolean> auth(String word) {
    return switch (word) {
      case "token" -> Optional.of(true);
      case "none" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private void readTls(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    if (!in.object(tlsMembers(in))) {
      return; // complained of already
    }
    if (certificate == null || key == null) {
      throw in.error(start, "expected both cert and key");
    }
    tls = Optional.of(new HttpConfig.Tls(certificate, key));
  }

  Map<String, ConfigReader.Member> tlsMembers(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("cert", name -> certificate = file(in));
    members.put("key", name -> key = file(in));
    return members;
  }

  private static Path file(ConfigReader in) throws ConfigException {
    String text = in.string();
    if (!text.startsWith("/")) {
      throw in.error("expected an absolute path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw in.error("expected an absolute path");
    }
  }

  /** Whether it is there is asked when a session opens. */
  private static Path root(ConfigReader in) throws ConfigException {
    Path path = file(in);
    if (!path.equals(path.normalize())) {
      throw in.error("expected a path without . and ..");
    }
    return path;
  }

  private static Set<String> lowerCase(ConfigReader in) throws ConfigException {
    Set<String> values = new LinkedHashSet<>();
    in.strings().forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
    return values;
  }
}
