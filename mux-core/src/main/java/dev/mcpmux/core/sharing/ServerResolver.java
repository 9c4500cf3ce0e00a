package dev.mcpmux.core.sharing;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Launch;
import dev.mcpmux.core.Scope;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** From a session's hello and the config to the process it needs. */
public final class ServerResolver {

  /** Why a session cannot be served. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient CloseCause why;

    RefusedException(String reason, String message) {
      super(message, null, false, false);
      this.why = new CloseCause(reason, message);
    }

    /** A reason of {@code docs/attach-protocol.md}, and a line for people. */
    public CloseCause why() {
      return why;
    }
  }

  private ServerResolver() {}

  /**
   * @param session the session's number, which draws the circle of scope {@code session}
   */
  public static ResolvedServer resolve(
      int session, SessionHello hello, Map<String, ServerConfig> servers) throws RefusedException {
    if (hello.target() instanceof Target.Named named) {
      ServerConfig server = servers.get(named.name());
      if (server == null) {
        String known =
            servers.isEmpty()
                ? "none is configured"
                : "configured: " + String.join(", ", servers.keySet());
        throw new RefusedException(
            "unknown-server", "there is no server named \"" + named.name() + "\" (" + known + ")");
      }
      return named(session, hello, server);
    }
    return adHoc(session, hello, ((Target.AdHoc) hello.target()).command());
  }

  private static ResolvedServer named(int session, SessionHello hello, ServerConfig server)
      throws RefusedException {
    Scope scope = server.share().orElse(Scope.GLOBAL);
    try {
      Map<String, String> variables = hello.environment();
      List<String> command = new ArrayList<>();
      command.add(Variables.resolve(server.command(), variables));
      for (String arg : server.args()) {
        command.add(Variables.resolve(arg, variables));
      }
      SortedMap<String, String> environment = Environments.base(variables, scope);
      for (Map.Entry<String, String> variable : server.env().entrySet()) {
        environment.put(variable.getKey(), Variables.resolve(variable.getValue(), variables));
      }
      String cwd = directory(scope, hello, hello.environment().getOrDefault("HOME", hello.cwd()));
      if (server.cwd().isPresent()) {
        cwd =
            Path.of(cwd)
                .resolve(Variables.resolve(server.cwd().get(), variables))
                .normalize()
                .toString();
      }
      return new ResolvedServer(
          server.name(),
          scope,
          circle(scope, session, hello),
          new Launch(command, environment, cwd));
    } catch (Variables.MissingException missing) {
      throw new RefusedException(
          "unresolved-variable",
          "server \""
              + server.name()
              + "\" needs the variable "
              + missing.getMessage()
              + ", which the client's environment does not have");
    }
  }

  private static ResolvedServer adHoc(int session, SessionHello hello, List<String> command) {
    Scope scope = Scope.PROJECT;
    String cwd = hello.namesFilesInCwd() ? hello.cwd() : directory(scope, hello, hello.cwd());
    Launch launch = new Launch(command, Environments.adHoc(hello.environment(), scope), cwd);
    return new ResolvedServer(
        String.join(" ", command), scope, circle(scope, session, hello), launch);
  }

  private static String directory(Scope scope, SessionHello hello, String global) {
    return switch (scope) {
      case GLOBAL -> global;
      case PROJECT -> hello.projectRoot();
      case SESSION -> hello.cwd();
    };
  }

  private static String circle(Scope scope, int session, SessionHello hello) {
    return switch (scope) {
      case GLOBAL -> "all";
      case PROJECT -> "project " + hello.projectRoot();
      case SESSION -> "session " + session;
    };
  }
}
