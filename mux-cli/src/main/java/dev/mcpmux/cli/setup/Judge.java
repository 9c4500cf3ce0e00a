package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.ClaudeRules;
import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.Start;
import dev.mcpmux.cli.client.Variables;
import dev.mcpmux.cli.setup.entry.Directories;
import dev.mcpmux.cli.setup.entry.Launchers;
import dev.mcpmux.cli.setup.entry.Secrets;
import dev.mcpmux.cli.setup.entry.Server;
import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.WellKnownServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides what becomes of an entry, so that the client's sessions get the same server as before.
 */
final class Judge {

  private static final Set<String> BUILT_IN = Set.of("builtin", "platform", "sdk", "frontend");

  /** What a client does to sign in. */
  private static final List<String> SIGN_IN =
      List.of(
          "headersHelper",
          "oauth",
          "oauthClientId",
          "oauth_client_id",
          "oauth_resource",
          "scopes",
          "auth",
          "authorization",
          "authorization_token",
          "authProviderType",
          "targetAudience",
          "targetServiceAccount",
          "bearer_token_env_var",
          "env_http_headers",
          "requestOptions",
          "apiKey");

  /** What one entry for several servers says as well, or nothing that matters. */
  private static final Set<String> OF_START =
      Set.of(
          "command",
          "args",
          "env",
          "environment",
          "env_vars",
          "cwd",
          "type",
          "transport",
          "url",
          "httpUrl",
          "serverUrl",
          "headers",
          "http_headers",
          "enabled",
          "name",
          "description",
          "source");

  /** Handed on by every client, and set by whoever needs it. */
  private static final Set<String> ALWAYS_THERE = Set.of("HOME", "PATH", "USER");

  private static final Pattern INSIDE = Pattern.compile("\\w\\$([A-Za-z_][A-Za-z0-9_]*)");

  private static final String TRANSPORT = "transport";

  private final Host host;
  private final Options options;
  private final ClaudeRules rules;

  /** Whether the entry's own file stays as it is, so that nothing need be kept in it. */
  private final boolean copies;

  Judge(Host host, Options options) {
    this(host, options, false);
  }

  private Judge(Host host, Options options, boolean copies) {
    this.host = host;
    this.options = options;
    this.rules = ClaudeRules.of(host.machine());
    this.copies = copies;
  }

  /** Whoever imports a server wants it as it is, a remote one and its credentials included. */
  static Judge forImport(Host host) {
    return new Judge(host, new Options(Options.Mode.AGGREGATE, true, true, false, false), true);
  }

  Verdict judge(Found found) {
    Map<String, Object> entry = found.members();
    if (entry == null) {
      return new Verdict.Keep("it is no object");
    }
    if (Boolean.TRUE.equals(entry.get("disabled"))
        || Boolean.FALSE.equals(entry.get("enabled"))
        || found.container().off().contains(found.name())) {
      return new Verdict.Keep("off");
    }
    if (BUILT_IN.contains(String.valueOf(entry.get("type")))) {
      return new Verdict.Keep("built into the client");
    }
    Start start = found.client().shape().read(entry);
    if (start instanceof Start.Program program) {
      return program(found, program);
    } else if (start instanceof Start.Remote remote) {
      return remote(found, remote);
    }
    return new Verdict.Keep(((Start.Unclear) start).why());
  }

  private Verdict program(Found found, Start.Program program) {
    if (host.checks().opensSession(program.words())) {
      return new Verdict.Keep("uses mcpmux already");
    }
    if (found.client().id().equals("claude-code") && !copies) {
      Optional<String> why = rules.against(found.name(), program.words());
      if (why.isPresent()) {
        return new Verdict.Keep(why.get());
      }
    }
    Optional<String> line = asOneLine(program.words());
    if (line.isPresent()) {
      return new Verdict.Keep(line.get());
    }
    Map<String, Object> entry = found.members();
    if (isSet(entry, "env_keys")) {
      return new Verdict.Keep("its variables are in the client's keyring");
    }
    if (isSet(entry, "sandbox") || isSet(entry, "sandboxEnabled")) {
      return new Verdict.Keep("the client runs it in a sandbox");
    }
    if (options.mode() == Options.Mode.WRAP) {
      return wrap(program, "");
    }
    if (asksUser(program)) {
      return new Verdict.Keep("${input:…} is asked for by the client; --wrap can share it");
    }
    if (options.mode() == Options.Mode.AGGREGATE && !copies) {
      Optional<String> own =
          entry.keySet().stream()
              .filter(name -> !OF_START.contains(name) && isSet(entry, name))
              .findFirst();
      if (own.isPresent()) {
        return new Verdict.Keep("it has settings of its own in the client (" + own.get() + ")");
      }
    }
    if (isSet(entry, "envFile")) {
      return wrap(program, "only the client reads its envFile");
    }
    try {
      return move(found, program);
    } catch (Variables.UnclearException e) {
      return wrap(program, "only the client knows " + e.getMessage());
    }
  }

  /** What only a shell understands, or a client that does as one. */
  private static Optional<String> asOneLine(List<String> words) {
    String program = words.get(0);
    if (program.startsWith("~")) {
      return Optional.of("only the client knows what ~ is in its command");
    }
    boolean file = program.startsWith("/") && Files.exists(Path.of(program));
    boolean windows = program.matches("[A-Za-z]:.*");
    return program.strip().contains(" ") && !program.contains("${") && !file && !windows
        ? Optional.of("its command is one line; only the client knows how to part it")
        : Optional.empty();
  }

  /** Such a client leaves {@code p$word} as it stands where there is no such variable. */
  private boolean isMeantAsItStands(Start.Program program) {
    List<String> texts = new ArrayList<>(program.words());
    texts.addAll(program.env().values());
    return texts.stream()
        .flatMap(text -> INSIDE.matcher(text).results())
        .anyMatch(match -> !host.machine().environment().containsKey(match.group(1)));
  }

  private Verdict move(Found found, Start.Program program) throws Variables.UnclearException {
    Client client = found.client();
    if (client.variables() == Variables.DOLLAR && isMeantAsItStands(program)) {
      return wrap(program, "it holds a $ that may mean no variable");
    }
    Start.Program ours = translated(client.variables(), program);
    if (ours.cwd().filter(cwd -> cwd.startsWith("~")).isPresent()) {
      return wrap(program, "only the client knows what ~ is in its cwd");
    }
    Optional<Path> project = found.container().project();
    Optional<Scope> known = ServerFacts.known(ours.words()).flatMap(WellKnownServer::share);
    boolean matters = Directories.matter(ours, project);
    Optional<String> share = Optional.empty();
    if (project.isPresent()) {
      // the table may say that it is for all, but not where a file of the project is named
      boolean narrow = matters || known.isEmpty();
      if (narrow
          && isBelowRoot(client, project.get())
          && ours.cwd().filter(Directories::isAbsolute).isEmpty()) {
        String cwd = project.get().resolve(ours.cwd().orElse("")).normalize().toString();
        ours = new Start.Program(ours.words(), ours.env(), Optional.of(cwd), ours.passEnv());
      } else if (narrow && !known.equals(Optional.of(Scope.SESSION))) {
        share = Optional.of("project");
      }
    } else if (!copies && (matters || known.isEmpty() && isLocal(client, ours))) {
      if (!client.namesProject()) {
        return wrap(program, "its command counts from the client's directory");
      } else if (!known.equals(Optional.of(Scope.SESSION))) {
        share = Optional.of("project");
      }
    } else if (matters && !known.equals(Optional.of(Scope.SESSION))) {
      share = Optional.of("project");
    }
    Server server = new Server(ours, share);
    Map<String, String> handedOn = new LinkedHashMap<>();
    if (!client.wholeEnvironment() && !copies) {
      for (String name : server.variables()) {
        Optional<String> reference = client.variables().reference(name);
        if (reference.isPresent() && !ALWAYS_THERE.contains(name)) {
          handedOn.put(name, reference.get());
        }
      }
      if (!handedOn.isEmpty()
          && !client.variables().isEmptyWhereUnset()
          && server.texts().stream().anyMatch(text -> text.contains(":-"))) {
        return wrap(program, "the client hands on no variable that has a default");
      }
    }
    if (found.file().path().endsWith(".mcp.json") && !copies) {
      handedOn.putAll(forCopilot(client, server));
    }
    return checked(found, server, handedOn);
  }

  /** Copilot CLI reads Claude Code's file of a project, and hands on only what is named there. */
  private static Map<String, String> forCopilot(Client client, Server server) {
    Map<String, String> handedOn = new LinkedHashMap<>();
    for (String name : server.variables()) {
      boolean needed = server.texts().stream().anyMatch(text -> text.contains("${" + name + "}"));
      if (needed && !ALWAYS_THERE.contains(name)) {
        client.variables().reference(name).ifPresent(text -> handedOn.put(name, text));
      }
    }
    return handedOn;
  }

  /** Below the root that a session would be given. */
  private static boolean isBelowRoot(Client client, Path project) {
    return !client.namesProject() && !project.equals(Directories.root(project));
  }

  /** A client without projects starts it in the same directory always. */
  private static boolean isLocal(Client client, Start.Program program) {
    return client.startsInProject()
        && program.cwd().isEmpty()
        && Launchers.areLocal(program.words());
  }

  private Verdict checked(Found found, Server server, Map<String, String> handedOn) {
    List<String> complaints = host.checks().complaints(found.name(), server.entry());
    return complaints.isEmpty()
        ? new Verdict.Move(server, handedOn, "")
        : new Verdict.Keep(String.join("; ", complaints));
  }

  private Verdict remote(Found found, Start.Remote remote) {
    Map<String, Object> entry = found.members();
    if (found.client().id().equals("claude-code") && !copies) {
      Optional<String> why = rules.againstRemote(found.name());
      if (why.isPresent()) {
        return new Verdict.Keep(why.get());
      }
    }
    for (String member : SIGN_IN) {
      boolean nested = entry.get(TRANSPORT) instanceof Map<?, ?> map && signsIn(map.get(member));
      if (signsIn(entry.get(member)) || nested) {
        return new Verdict.Keep("remote, and the client signs in (" + member + ")");
      }
    }
    boolean inside =
        !Secrets.hide(remote.url()).equals(remote.url())
            || remote.headers().values().stream()
                .anyMatch(value -> !Secrets.hideValue(value).equals(value) && !isReference(value));
    if (inside && !copies) {
      return new Verdict.Keep("remote, with credentials inside");
    }
    if (!options.remote() || options.mode() == Options.Mode.WRAP) {
      return new Verdict.Keep("remote: no process to share; --remote moves it");
    }
    try {
      Variables variables = found.client().variables();
      Set<String> environment = host.machine().environment().keySet();
      Map<String, String> headers = new LinkedHashMap<>();
      for (Map.Entry<String, String> header : remote.headers().entrySet()) {
        headers.put(header.getKey(), variables.ours(header.getValue(), environment));
      }
      Start ours =
          new Start.Remote(remote.type(), variables.ours(remote.url(), environment), headers);
      Server server = new Server(ours, Optional.empty());
      Map<String, String> handedOn = new LinkedHashMap<>();
      if (!found.client().wholeEnvironment()) {
        server
            .variables()
            .forEach(name -> variables.reference(name).ifPresent(text -> handedOn.put(name, text)));
      }
      return checked(found, server, handedOn);
    } catch (Variables.UnclearException e) {
      return new Verdict.Keep("only the client knows " + e.getMessage());
    }
  }

  /**
   * By its presence, as an empty one leaves all to the client; but not where it is denied, or holds
   * the headers that another client has beside the URL.
   */
  private static boolean signsIn(Object member) {
    boolean headers = member instanceof Map<?, ?> map && map.keySet().equals(Set.of("headers"));
    return member != null && !Boolean.FALSE.equals(member) && !headers;
  }

  /** A word and a variable, as in {@code Bearer ${TOKEN}}. */
  private static boolean isReference(String value) {
    return value.matches("(Bearer |Basic |token )?(\\$\\{[\\w:]+}|\\$\\w+|\\{env:\\w+})");
  }

  private Verdict wrap(Start.Program program, String why) {
    return options.mode() == Options.Mode.AGGREGATE
        ? new Verdict.Keep(why)
        : new Verdict.Wrap(host.wrapping(program.words()), why);
  }

  private Start.Program translated(Variables variables, Start.Program program)
      throws Variables.UnclearException {
    Set<String> environment = host.machine().environment().keySet();
    List<String> words = new ArrayList<>();
    for (String word : program.words()) {
      words.add(variables.ours(word, environment));
    }
    Map<String, String> env = new LinkedHashMap<>();
    for (Map.Entry<String, String> variable : program.env().entrySet()) {
      env.put(variable.getKey(), variables.ours(variable.getValue(), environment));
    }
    Optional<String> cwd = Optional.empty();
    if (program.cwd().isPresent()) {
      cwd = Optional.of(variables.ours(program.cwd().get(), environment));
    }
    return new Start.Program(words, env, cwd, program.passEnv());
  }

  private static boolean asksUser(Start.Program program) {
    List<String> texts = new ArrayList<>(program.words());
    texts.addAll(program.env().values());
    return texts.stream().anyMatch(text -> text.contains("${input:"));
  }

  private static boolean isSet(Map<String, Object> entry, String member) {
    Object value = entry.get(member);
    return value != null
        && !Boolean.FALSE.equals(value)
        && !(value instanceof List<?> list && list.isEmpty());
  }
}
