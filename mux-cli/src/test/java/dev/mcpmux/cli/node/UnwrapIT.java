package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that {@code npx} starts is started without npm and its shell, and can tell by nothing
 * but what the documentation names.
 */
@EnabledOnOs(OS.LINUX)
class UnwrapIT {

  private static final String SCOPE = "@modelcontextprotocol/";
  private static final String MEMORY = SCOPE + "server-memory";

  /** What npm sets and a program that is started without it does not see. */
  private static final Pattern NOT_GIVEN =
      Pattern.compile(
          "npm_config_.*|npm_package_.*|npm_lifecycle_script|EDITOR|_|SHLVL|OLDPWD|MCPMUX_SERVER");

  /** What says where npm was started, and as what; a program started without it sees these. */
  private static final Set<String> GIVEN =
      Set.of("npm_config_user_agent", "npm_package_json", "npm_config_cache");

  private static final List<String> QUESTIONS =
      List.of("tools/list", "resources/list", "resources/templates/list", "prompts/list");

  private Sandbox sandbox;
  private Path project;

  @BeforeEach
  void open() throws Exception {
    NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
    configure(Map.of());
    project = Files.createDirectory(sandbox.home().resolve("project"));
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  /** What a session and the system see of a server. */
  private record Seen(
      List<String> answers,
      List<String> arguments,
      Path cwd,
      Map<String, String> environment,
      int processes) {}

  @ParameterizedTest
  @ValueSource(strings = {"server-everything", "server-memory", "server-filesystem"})
  void a_first_start_is_one_process_that_sees_and_does_the_same(String server) throws Exception {
    List<String> args = new ArrayList<>(List.of("-y", versioned(SCOPE + server)));
    if (server.equals("server-filesystem")) {
      args.addAll(List.of(project.toString(), "/usr"));
    }
    configurePlainAndDirect(args);

    Seen plain = look(sandbox.mcpmux("attach", "plain"));
    sandbox.stop();
    sandbox.expectNothingLeft();
    Seen direct = look(sandbox.mcpmux("attach", "direct"));

    assertThat(plain.processes()).isGreaterThan(1);
    assertThat(direct.processes()).isEqualTo(1);
    assertThat(direct.answers()).isEqualTo(plain.answers());
    assertThat(direct.arguments()).isEqualTo(plain.arguments());
    assertThat(direct.cwd()).isEqualTo(plain.cwd());
    assertThat(withoutWhatNpmSets(direct.environment()))
        .isEqualTo(withoutWhatNpmSets(plain.environment()));
    sandbox.stop();
    sandbox.expectNothingLeft();
  }

  /** One npm is asked for all of them, except for what it has to install. */
  @Test
  void servers_that_start_together_are_each_what_npx_runs() throws Exception {
    Map<String, List<String>> all = new TreeMap<>();
    all.put("exact", List.of("-y", versioned(MEMORY)));
    all.put("range", List.of("-y", SCOPE + "server-everything@>=2025.1.0"));
    all.put("tag", List.of("-y", SCOPE + "server-filesystem@latest", project.toString()));
    all.put("none", List.of("-y", SCOPE + "server-sequential-thinking"));
    all.put("program", List.of("-y", "-p", MEMORY + "@^2026.8.31", "mcp-server-memory"));
    Map<String, Object> servers = new TreeMap<>();
    all.forEach((name, args) -> servers.put(name, entry(args, Map.of("unwrap", false))));
    configure(servers);
    Map<String, Seen> plain = lookAtAll(all.keySet());
    sandbox.stop();
    sandbox.expectNothingLeft();
    all.forEach((name, args) -> servers.put(name, entry(args, Map.of())));
    configure(servers);
    Map<String, Seen> direct = lookAtAll(all.keySet());

    assertThat(direct).allSatisfy((name, seen) -> assertThat(seen.processes()).isEqualTo(1));
    for (String name : all.keySet()) {
      Seen expected = plain.get(name);
      assertThat(direct.get(name).answers()).as(name).isEqualTo(expected.answers());
      assertThat(direct.get(name).arguments()).as(name).isEqualTo(expected.arguments());
      assertThat(direct.get(name).cwd()).as(name).isEqualTo(expected.cwd());
      assertThat(withoutWhatNpmSets(direct.get(name).environment()))
          .as(name)
          .isEqualTo(withoutWhatNpmSets(expected.environment()));
    }
    assertThat(sandbox.home().resolve("logs/daemon.log"))
        .content()
        .containsPattern("packages that one npm was asked for: [2-5]");
  }

  @Test
  void an_ad_hoc_command_is_one_process_from_its_first_start_on() throws Exception {
    configure(Map.of());
    List<String> command = List.of("npx", "-y", versioned(MEMORY));

    assertThat(look(attach(command)).processes()).isEqualTo(1);

    sandbox.stop();
    sandbox.expectNothingLeft();
    assertThat(look(attach(command)).processes()).isEqualTo(1);
  }

  @Test
  void a_server_that_is_not_to_be_unwrapped_is_started_by_npx_each_time() throws Exception {
    configurePlainAndDirect(List.of("-y", versioned(MEMORY)));

    // The plain one first: what is known of the other must not help it.
    open(sandbox.mcpmux("attach", "plain")).initialized();
    open(sandbox.mcpmux("attach", "direct")).initialized();
    sandbox.stop();
    sandbox.expectNothingLeft();
    open(sandbox.mcpmux("attach", "direct")).initialized();
    open(sandbox.mcpmux("attach", "plain")).initialized();

    assertThat(pids()).extracting(UnwrapIT::isAlone).containsExactly(true, false);
  }

  /** With a server that runs in the project's directory, where npx looks. */
  @Test
  void where_a_project_with_programs_appears_npx_is_run() throws Exception {
    configure(Map.of());
    List<String> command = List.of("npx", "-y", versioned(SCOPE + "server-everything"));
    look(attach(command));
    sandbox.stop();
    Files.writeString(project.resolve("package.json"), "{\"bin\": \"a.js\"}");

    assertThat(look(attach(command)).processes()).isGreaterThan(1);
  }

  /** Two servers that differ in one thing. */
  private void configurePlainAndDirect(List<String> args) throws IOException {
    Map<String, Object> entry = entry(args, Map.of());
    Map<String, Object> plain = new TreeMap<>(entry);
    plain.put("unwrap", false);
    configure(new TreeMap<>(Map.of("direct", entry, "plain", plain)));
  }

  private Map<String, Object> entry(List<String> args, Map<String, ?> more) {
    Map<String, Object> entry = new TreeMap<>(more);
    entry.put("command", "npx");
    entry.put("args", args);
    entry.put("cwd", project.toString());
    entry.put(
        "env",
        Map.of(
            "npm_config_cache", sandbox.environment().get("npm_config_cache"),
            "TEST_MARK", sandbox.home().toString()));
    return entry;
  }

  private List<String> attach(List<String> command) {
    return sandbox.attach(command.toArray(String[]::new));
  }

  /** Without a catalog, from which a session would be answered before anything starts. */
  private void configure(Map<String, ?> servers) throws IOException {
    Files.writeString(
        sandbox.home().resolve("config.json"),
        Json.text(Map.of("mcpServers", servers, "limits", Map.of("maxCatalogListBytes", 0))));
  }

  private static String versioned(String name) throws IOException {
    return name + "@" + NodeTools.version(name);
  }

  private RawClient open(List<String> command) throws IOException {
    // Neither the packages of the tests nor a project's own are near.
    Map<String, String> variables = Map.of("CLAUDE_PROJECT_DIR", project.toString());
    return sandbox.start(sandbox.builder(command, variables)).startReading();
  }

  private Seen look(List<String> command) throws Exception {
    try (RawClient client = open(command)) {
      List<String> answers = answers(client);
      return seen(answers, pids().get(0));
    }
  }

  /** The servers of those names, of which nobody waits for another. */
  private Map<String, Seen> lookAtAll(Set<String> names) throws Exception {
    Map<String, Future<List<String>>> answers = new TreeMap<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    for (String name : names) {
      RawClient client = open(sandbox.mcpmux("attach", name));
      answers.put(name, threads.submit(() -> answers(client)));
    }
    threads.shutdown();
    for (Future<List<String>> each : answers.values()) {
      each.get();
    }
    Map<String, Seen> seen = new TreeMap<>();
    for (Json server : sandbox.status().at("servers").list()) {
      String name = server.at("name").string();
      long pid = server.at("processes").list().get(0).at("pid").number();
      seen.put(name, seen(answers.get(name).get(), pid));
    }
    assertThat(seen).containsOnlyKeys(names);
    return seen;
  }

  private static List<String> answers(RawClient client) throws Exception {
    List<String> answers = new ArrayList<>();
    answers.add(client.initialize("2025-11-25"));
    for (String question : QUESTIONS) {
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":\"" + question + "\",\"method\":\"" + question + "\"}");
      String answer = client.next();
      while (!answer.contains("\"id\":\"" + question + '"')) {
        answer = client.next(); // what it tells of itself comes when it likes
      }
      answers.add(answer);
    }
    return answers;
  }

  private static Seen seen(List<String> answers, long pid) throws IOException {
    ProcessHandle started = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = Stream.concat(Stream.of(started), started.descendants()).toList();
    ProcessHandle program =
        all.stream().filter(one -> one.children().findAny().isEmpty()).findFirst().orElseThrow();
    Path proc = Path.of("/proc", Long.toString(program.pid()));
    return new Seen(
        answers,
        strings(proc.resolve("cmdline")),
        Files.readSymbolicLink(proc.resolve("cwd")),
        variables(strings(proc.resolve("environ"))),
        all.size());
  }

  /** Of what the daemon has started for its sessions, in the order of the config. */
  private List<Long> pids() throws Exception {
    return Sandbox.processes(sandbox.status()).stream()
        .map(process -> process.at("pid").number())
        .toList();
  }

  private static boolean isAlone(long pid) {
    return ProcessHandle.of(pid).orElseThrow().children().findAny().isEmpty();
  }

  private static List<String> strings(Path file) throws IOException {
    return List.of(Files.readString(file, ISO_8859_1).split("\0", -1));
  }

  private static Map<String, String> variables(List<String> environment) {
    Map<String, String> variables = new TreeMap<>();
    for (String variable : environment) {
      int end = variable.indexOf('=');
      if (end > 0) {
        variables.put(variable.substring(0, end), variable.substring(end + 1));
      }
    }
    return variables;
  }

  private static Map<String, String> withoutWhatNpmSets(Map<String, String> environment) {
    Map<String, String> kept = new TreeMap<>(environment);
    kept.keySet().removeIf(name -> NOT_GIVEN.matcher(name).matches() && !GIVEN.contains(name));
    return kept;
  }
}
