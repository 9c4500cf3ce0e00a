package dev.mcpmux.core.config;

import dev.mcpmux.core.api.server.ServerMount;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How the config says that a server is run or reached. Its strings may still hold {@code ${VAR}}
 * and {@code ${VAR:-default}}; with the environment of the session that attaches it becomes a
 * launch.
 */
public sealed interface LaunchTemplate {

  /**
   * A program that is run.
   *
   * @param words the program and its arguments; at least the program
   * @param env variables for the process, beside the base environment
   * @param cwd the working directory for {@link Scope#GLOBAL}; empty for the user's home
   * @param passEnv names of variables that are taken from the session's environment where it has
   *     them
   * @param unwrap whether it may be run without the launcher in its command, where it is known what
   *     that runs
   */
  record Program(
      List<String> words,
      Map<String, String> env,
      Optional<String> cwd,
      List<String> passEnv,
      boolean unwrap)
      implements LaunchTemplate {

    public Program {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException(
            "words: expected a program and its arguments, found none");
      }
      env = Map.copyOf(env);
      Objects.requireNonNull(cwd);
      passEnv = List.copyOf(passEnv);
    }

    /** With nothing but the program and its arguments. */
    public Program(List<String> words) {
      this(words, Map.of(), Optional.empty(), List.of(), true);
    }

    public Program(String... words) {
      this(List.of(words));
    }

    public String command() {
      return words.get(0);
    }

    public List<String> args() {
      return words.subList(1, words.size());
    }

    public Program withEnv(Map<String, String> variables) {
      return new Program(words, variables, cwd, passEnv, unwrap);
    }

    public Program in(Optional<String> directory) {
      return new Program(words, env, directory, passEnv, unwrap);
    }

    public Program passing(List<String> names) {
      return new Program(words, env, cwd, names, unwrap);
    }
  }

  /**
   * An entry that says neither: its server is off, so that those beside it work.
   *
   * @param why for people, with the place in the config
   */
  record Unusable(String why) implements LaunchTemplate {
    public Unusable {
      Objects.requireNonNull(why);
    }
  }

  /** A Java object of the program around mcpmux. */
  record InProcess(ServerMount mount) implements LaunchTemplate {
    public InProcess {
      Objects.requireNonNull(mount);
    }
  }

  /**
   * A server that is reached over HTTP.
   *
   * @param headers by name, none of those that {@link #isReserved}
   * @param caFile a file of certificates in PEM that are trusted in place of Java's
   */
  record Remote(RemoteKind kind, String url, Map<String, String> headers, Optional<String> caFile)
      implements LaunchTemplate {

    /** What the protocol and the connection say themselves. */
    private static final Set<String> RESERVED =
        Set.of(
            "accept",
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "last-event-id",
            "mcp-protocol-version",
            "mcp-session-id",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    public Remote {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(url);
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
      Objects.requireNonNull(caFile);
    }

    /** Whether a header of this name is written by mcpmux alone. */
    public static boolean isReserved(String header) {
      return RESERVED.contains(header.toLowerCase(Locale.ROOT));
    }
  }
}
