package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.DirectStart;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ServerPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** From a session's hello and the config to the process or connection it needs. */
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
   * @param rules what decides where the config does not
   * @param learned names of variables that came out to name a session
   */
  public static ResolvedServer resolve(
      int session, SessionHello hello, MuxConfig config, SharingRules rules, Set<String> learned)
      throws RefusedException {
    if (hello.target() instanceof Target.Named named) {
      ServerConfig server = config.servers().get(named.name());
      if (server == null) {
        String known =
            config.servers().isEmpty()
                ? "none is configured"
                : "configured: " + String.join(", ", config.servers().keySet());
        throw new RefusedException(
            "unknown-server", "there is no server named \"" + named.name() + "\" (" + known + ")");
      }
      if (config.disabled().contains(named.name())) {
        throw new RefusedException(
            "server-disabled",
            "server \"" + named.name() + "\" is disabled (mcpmux enable " + named.name() + ")");
      }
      if (server.launch() instanceof LaunchTemplate.Unusable off) {
        throw new RefusedException("unusable-server", off(server, off));
      }
      return named(session, hello, server, rules);
    }
    return adHoc(session, hello, ((Target.AdHoc) hello.target()).command(), rules, learned);
  }

  /**
   * As {@link #resolve(int, SessionHello, MuxConfig, SharingRules, Set)}, with what the server has
   * said of itself, which goes before the table that comes with mcpmux, and behind the config.
   *
   * @param word what the server has said; asked once
   */
  public static ResolvedServer resolve(
      int session,
      SessionHello hello,
      MuxConfig config,
      SharingRules rules,
      Set<String> learned,
      Function<ResolvedServer, SaidSharing> word)
      throws RefusedException {
    ResolvedServer server = resolve(session, hello, config, rules, learned);
    SharingRules users = rules.withoutShippedScopes();
    if (server.sharing().share().isPresent() || hasTableScope(server, users)) {
      return server.hearing(word.apply(server));
    }
    boolean ofTable = hasTableScope(server, rules);
    ResolvedServer free = ofTable ? resolve(session, hello, config, users, learned) : server;
    free = free.hearing(word.apply(free));
    if (free.said() == SaidSharing.SHARED || free.said() == SaidSharing.SESSION_AWARE) {
      return free;
    }
    ResolvedServer spoken = ofTable ? server.spokenForBy(free) : free;
    return free.said() == SaidSharing.ISOLATED ? spoken.isolated(session) : spoken;
  }

  private static boolean hasTableScope(ResolvedServer server, SharingRules rules) {
    return server.launch() instanceof ProcessLaunch process
        && tableScope(process.command(), rules).isPresent();
  }

  /** The process of a configured server; which sessions share it is not asked. */
  public static Launch launch(ServerConfig server, SessionHello hello) throws RefusedException {
    if (server.launch() instanceof LaunchTemplate.Unusable off) {
      throw new RefusedException("unusable-server", off(server, off));
    }
    return named(0, hello, server, SharingRules.shipped()).launch();
  }

  /** What is said of a server whose entry cannot be used. */
  public static String off(ServerConfig server, LaunchTemplate.Unusable off) {
    return "server \"" + server.name() + "\" is off, its entry is wrong: " + off.why();
  }

  private static ResolvedServer named(
      int session, SessionHello hello, ServerConfig server, SharingRules rules)
      throws RefusedException {
    try {
      Map<String, String> variables = hello.environment();
      SharingPolicy sharing = server.sharing();
      if (sharing.roots() instanceof RootsPolicy.Static fixed) {
        sharing =
            sharing.withRoots(new RootsPolicy.Static(Variables.resolve(fixed.uris(), variables)));
      }
      Scope scope;
      Launch launch;
      if (server.launch() instanceof LaunchTemplate.Program program) {
        List<String> command = new ArrayList<>();
        command.add(Variables.resolve(program.command(), variables));
        command.addAll(Variables.resolve(program.args(), variables));
        boolean ofDirectory = meansDirectory(server, hello, rules);
        scope = possible(scope(sharing, command, ofDirectory, rules), hello);
        launch = launch(program, command, scope, ofDirectory, hello, rules);
      } else if (server.launch() instanceof LaunchTemplate.InProcess object) {
        scope = possible(sharing.share().orElse(Scope.GLOBAL), hello);
        launch = inProcess(server.name(), object, scope, session, hello);
      } else {
        scope = possible(sharing.share().orElse(Scope.GLOBAL), hello);
        launch = RemoteResolver.resolve((LaunchTemplate.Remote) server.launch(), variables);
      }
      return new ResolvedServer(
          server.name(),
          reach(scope, session, hello),
          launch,
          new ServerPolicy(sharing, server.life(), server.cache()),
          ResolvedServer.Word.NONE);
    } catch (Variables.MissingException one) {
      SortedSet<String> missing = Variables.missing(texts(server), hello.environment());
      throw new RefusedException(
          "unresolved-variable",
          "server \""
              + server.name()
              + (missing.size() == 1 ? "\" needs the variable " : "\" needs the variables ")
              + String.join(", ", missing)
              + ", which the client's environment does not have");
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "unusable-server", "server \"" + server.name() + "\": " + e.getMessage());
    }
  }

  private static Launch inProcess(
      String name, LaunchTemplate.InProcess object, Scope scope, int session, SessionHello hello) {
    return new InProcessLaunch(
        name,
        object.mount(),
        directory(scope, hello),
        scope == Scope.GLOBAL ? Optional.empty() : Optional.ofNullable(hello.projectRoot()),
        scope == Scope.SESSION
            ? new InProcessLaunch.Owner(
                OptionalInt.of(session), hello.clientSessionId(), hello.pid())
            : InProcessLaunch.Owner.NONE);
  }

  /** All of a server's entry that may name variables. */
  private static List<String> texts(ServerConfig server) {
    List<String> texts = new ArrayList<>();
    if (server.launch() instanceof LaunchTemplate.Program program) {
      texts.addAll(program.words());
      texts.addAll(program.env().values());
      program.cwd().ifPresent(texts::add);
    } else if (server.launch() instanceof LaunchTemplate.Remote remote) {
      texts.addAll(remote.headers().values());
      texts.add(remote.url());
      remote.caFile().ifPresent(texts::add);
    }
    if (server.sharing().roots() instanceof RootsPolicy.Static fixed) {
      texts.addAll(fixed.uris());
    }
    return texts;
  }

  /**
   * Whether the command means the client's directory, where the config gives it none of its own.
   *
   * @throws IllegalArgumentException if it does, and the client has none
   */
  private static boolean meansDirectory(
      ServerConfig server, SessionHello hello, SharingRules rules) {
    LaunchTemplate.Program program = (LaunchTemplate.Program) server.launch();
    if (program.cwd().isPresent()) {
      return false;
    }
    List<String> words = program.words();
    Optional<String> certain = DirectoryWords.certain(words, rules.table());
    if (certain.isPresent() && hello.projectRoot() == null) {
      throw new IllegalArgumentException(
          "it works in the client's directory, as "
              + certain.get()
              + " says, and this client has none: name one, such as by ?root= in the URL, or give"
              + " the server a cwd");
    }
    return certain.isPresent()
        || DirectoryWords.candidates(words).stream().anyMatch(hello.traces()::mayNameFile);
  }

  private static Scope scope(
      SharingPolicy sharing, List<String> command, boolean ofDirectory, SharingRules rules) {
    if (sharing.share().isPresent()) {
      return sharing.share().get();
    }
    Scope usual = tableScope(command, rules).orElse(Scope.GLOBAL);
    return ofDirectory && usual == Scope.GLOBAL ? Scope.PROJECT : usual;
  }

  /** Which scope an entry has, and why, for people: {@code global, by default}. */
  public static String explainScope(ServerConfig server, SharingRules rules) {
    if (server.sharing().share().isPresent()) {
      return server.sharing().share().get().configName() + ", as its share says";
    }
    if (!(server.launch() instanceof LaunchTemplate.Program program)) {
      return Scope.GLOBAL.configName() + ", by default";
    }
    List<String> words = program.words();
    Optional<Scope> known = tableScope(words, rules);
    Optional<String> certain =
        program.cwd().isPresent() ? Optional.empty() : DirectoryWords.certain(words, rules.table());
    if (certain.isPresent() && known.orElse(Scope.GLOBAL) == Scope.GLOBAL) {
      return Scope.PROJECT.configName()
          + ", because it works in the client's directory, as "
          + certain.get()
          + " says";
    }
    return known
        .map(scope -> scope.configName() + ", as the table of well-known servers says")
        .orElse(Scope.GLOBAL.configName() + ", by default");
  }

  /** The same decisions for a session that runs the program itself, before it is known. */
  public static DirectStart directStart(
      ServerConfig server, LaunchTemplate.Program program, SharingRules rules) {
    List<String> words = program.words();
    Optional<Scope> share = server.sharing().share();
    boolean fixed = program.cwd().isPresent() || share.equals(Optional.of(Scope.GLOBAL));
    return new DirectStart(
        program,
        share.or(() -> tableScope(words, rules)).orElse(Scope.GLOBAL),
        !fixed && DirectoryWords.certain(words, rules.table()).isPresent(),
        fixed ? List.of() : DirectoryWords.candidates(words),
        Environments.kept(program.passEnv()));
  }

  private static ProcessLaunch launch(
      LaunchTemplate.Program program,
      List<String> command,
      Scope scope,
      boolean ofDirectory,
      SessionHello hello,
      SharingRules rules)
      throws Variables.MissingException {
    Map<String, String> variables = hello.environment();
    SortedMap<String, String> environment =
        hello.ownEnvironment()
            ? Environments.named(hello, scope, program.passEnv(), rules)
            : Environments.named(hello, Scope.GLOBAL, List.of(), rules);
    if (scope == Scope.PROJECT) {
      Environments.takeProject(hello, environment);
    }
    SortedSet<String> secrets = new TreeSet<>();
    for (String word : program.words()) {
      secrets.addAll(Variables.values(word, variables));
    }
    for (Map.Entry<String, String> variable : program.env().entrySet()) {
      String value = Variables.resolve(variable.getValue(), variables);
      environment.put(variable.getKey(), value);
      secrets.add(value);
      secrets.addAll(Variables.values(variable.getValue(), variables));
    }
    for (String name : program.passEnv()) {
      secrets.add(environment.getOrDefault(name, ""));
    }
    String cwd = ofDirectory && scope != Scope.GLOBAL ? hello.cwd() : directory(scope, hello);
    if (program.cwd().isPresent()) {
      String configured = Variables.resolve(program.cwd().get(), variables);
      cwd = TextPaths.resolve(cwd, configured);
    }
    return new ProcessLaunch(command, environment, cwd, secrets);
  }

  private static ResolvedServer adHoc(
      int session,
      SessionHello hello,
      List<String> command,
      SharingRules rules,
      Set<String> learned) {
    Scope scope = possible(tableScope(command, rules).orElse(Scope.PROJECT), hello);
    String cwd = hello.place().namesFilesInCwd() ? hello.cwd() : directory(scope, hello);
    Launch launch =
        new ProcessLaunch(
            command, Environments.adHoc(hello, scope, rules.variables(), learned), cwd);
    return new ResolvedServer(
        AdHocName.of(command),
        reach(scope, session, hello),
        launch,
        ServerPolicy.defaults(),
        ResolvedServer.Word.NONE);
  }

  private static Optional<Scope> tableScope(List<String> command, SharingRules rules) {
    return rules.table().find(command).flatMap(known -> known.share());
  }

  /** A client without a project shares with nobody what is shared within one. */
  private static Scope possible(Scope scope, SessionHello hello) {
    return scope == Scope.PROJECT && hello.projectRoot() == null ? Scope.SESSION : scope;
  }

  private static String directory(Scope scope, SessionHello hello) {
    return switch (scope) {
      case GLOBAL -> hello.environment().getOrDefault("HOME", hello.cwd());
      case PROJECT -> hello.projectRoot();
      case SESSION -> hello.cwd();
    };
  }

  private static ResolvedServer.Reach reach(Scope scope, int session, SessionHello hello) {
    Circle circle =
        switch (scope) {
          case GLOBAL -> Circle.all();
          case PROJECT -> Circle.project(hello.projectRoot());
          case SESSION -> Circle.own(Circle.Kind.SESSION, session);
        };
    return new ResolvedServer.Reach(scope, circle);
  }
}
