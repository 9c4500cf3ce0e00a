package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.ConfigWord;
import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.LogRouting;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads those members of a server's entry that say how sessions share it. */
final class SharingReader {

  private static final String ROOTS =
      "\"auto\", \"session\", \"off\" or {\"static\": [\"file:///…\"]}";
  private static final String STATIC = "static:";

  private SharingPolicy sharing = SharingPolicy.defaults();

  SharingPolicy sharing() {
    return sharing;
  }

  /** A common handshake names no client. */
  boolean identityWithoutEffect() {
    return sharing.clientIdentity() && sharing.handshake() == HandshakeMode.COMMON;
  }

  /** How each of these members is read. */
  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("share", key -> sharing = sharing.withShare(scope(in)));
    members.put(
        "handshake", key -> sharing = sharing.withHandshake(in.word(HandshakeMode.values())));
    members.put(
        "identity",
        key ->
            sharing =
                sharing.withClientIdentity(
                    in.word(SharingReader::clientIdentity, "\"mcpmux\" or \"client\"")));
    members.put(
        "serverRequests",
        key ->
            sharing =
                sharing.withServerRequests(
                    in.word(
                        SharingReader::serverRequests,
                        "\"auto\", \"off\", \"attributed\", \"serialized\" or \"dedicated\"")));
    members.put("roots", key -> sharing = sharing.withRoots(roots(in)));
    members.put(
        "logRouting", key -> sharing = sharing.withLogRouting(in.word(LogRouting.values())));
    members.put(
        "requestTimeout",
        key -> sharing = sharing.withRequestTimeoutMillis(in.duration().toMillis()));
    return members;
  }

  static Scope scope(ConfigReader in) throws ConfigException {
    return in.word(Scope.values());
  }

  private static Optional<Boolean> clientIdentity(String name) {
    return switch (name) {
      case "client" -> Optional.of(true);
      case "mcpmux" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Optional<ServerRequestPolicy>> serverRequests(String name) {
    return name.equals("auto")
        ? Optional.of(Optional.empty())
        : ConfigWord.of(ServerRequestPolicy.values(), name).map(Optional::of);
  }

  private static RootsPolicy roots(ConfigReader in) throws ConfigException {
    if (in.isArray()) {
      return fixed(in);
    }
    if (in.isString()) {
      String value = in.template();
      return switch (value) {
        case "auto" -> new RootsPolicy.Auto();
        case "session" -> new RootsPolicy.Session();
        case "off" -> new RootsPolicy.Off();
        default -> {
          if (!value.startsWith(STATIC)) {
            throw in.error("expected " + ROOTS);
          }
          List<String> uris = List.of(value.substring(STATIC.length()).split(","));
          for (String uri : uris) {
            checked(in, uri);
          }
          yield new RootsPolicy.Static(uris);
        }
      };
    }
    List<RootsPolicy> found = new ArrayList<>();
    if (in.isObject()) {
      boolean well =
          in.object(
              key -> {
                if (!key.equals("static")) {
                  throw in.error("expected " + ROOTS);
                }
                found.add(fixed(in));
              });
      if (!well) {
        return new RootsPolicy.Auto(); // complained of already
      }
    }
    if (found.isEmpty()) {
      throw in.error("expected " + ROOTS);
    }
    return found.get(0);
  }

  private static RootsPolicy fixed(ConfigReader in) throws ConfigException {
    return new RootsPolicy.Static(in.array(() -> checked(in, in.template())));
  }

  private static String checked(ConfigReader in, String uri) throws ConfigException {
    if (!uri.startsWith("file://")) {
      throw in.error("expected a URI that begins with file://, found " + uri);
    }
    return uri;
  }
}
