package dev.mcpmux.core;

import dev.mcpmux.core.config.DirectStart;
import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.WellKnownServer;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.sharing.DirectoryWords;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.sharing.SharingRules;
import dev.mcpmux.core.sharing.WellKnownServers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be told of a server of the config, or of a command, without a {@link Mux}. */
public final class ServerFacts {

  private ServerFacts() {}

  /**
   * How a server of the config is run or reached for a session.
   *
   * @throws IllegalArgumentException if that cannot be told, such as for a variable that the
   *     session lacks; the message is for people
   */
  public static Launch launch(ServerConfig server, SessionHello session) {
    try {
      return ServerResolver.launch(server, session);
    } catch (ServerResolver.RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Words of its command that mean a file of the client's directory if there is one of that name.
   * The scope of such a server is {@link Scope#PROJECT} where the config says nothing else, and it
   * runs there.
   */
  public static List<String> possibleFiles(ServerConfig server) {
    return server.launch() instanceof LaunchTemplate.Program program && program.cwd().isEmpty()
        ? DirectoryWords.candidates(program.words())
        : List.of();
  }

  /** The name under which the table of well-known servers, as this config has it, has a server. */
  public static Optional<String> knownAs(ServerConfig server, MuxConfig config) {
    return server.launch() instanceof LaunchTemplate.Program program
        ? SharingRules.of(config, Map.of()).table().nameOf(program.words())
        : Optional.empty();
  }

  /**
   * Which scope a server has under a config, and why, for people: {@code global, by default}. A
   * file that only a client's directory may have is left out of account.
   */
  public static String explainScope(ServerConfig server, MuxConfig config) {
    return ServerResolver.explainScope(server, SharingRules.of(config, Map.of()));
  }

  /**
   * How one session runs a server by itself. Empty for a server that only a mux can give what the
   * config says: one that is disabled, off or remote, has some of its tools taken away, or is told
   * something else than its clients say.
   *
   * @param config what it is part of
   */
  public static Optional<DirectStart> directStart(ServerConfig server, MuxConfig config) {
    boolean own =
        !config.disabled().contains(server.name())
            && server.tools().isNone()
            && server.sharing().handshake() == HandshakeMode.CLASS
            && server.sharing().serverRequests().filter(ServerRequestPolicy.OFF::equals).isEmpty()
            && !(server.sharing().roots() instanceof RootsPolicy.Static)
            && !(server.sharing().roots() instanceof RootsPolicy.Off);
    return own && server.launch() instanceof LaunchTemplate.Program program
        ? Optional.of(
            ServerResolver.directStart(server, program, SharingRules.of(config, Map.of())))
        : Optional.empty();
  }

  /**
   * What the table that comes with mcpmux says of the server that a command starts.
   *
   * @param command the program and its arguments
   */
  public static Optional<WellKnownServer> known(List<String> command) {
    return WellKnownServers.shipped().find(command);
  }
}
