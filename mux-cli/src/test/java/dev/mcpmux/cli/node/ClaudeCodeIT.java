package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Claude Code itself, in three projects and two terminals, with servers of the config and with the
 * same behind {@code attach --}. It talks to its servers and to nobody else: whatever else it wants
 * to reach is refused on this machine.
 *
 * <p>It is the newest that npm has, and two older ones; {@code -Dmcpmux.claude=latest} says
 * otherwise.
 */
class ClaudeCodeIT {

  /** Nobody listens there. */
  private static final String NOWHERE = "http://127.0.0.1:9";

  private static final List<String> SERVERS = List.of("one", "two");

  /** The one that is built in. */
  private static final String NOTES = "context";

  private static final int PROJECTS = 3;
  private static final int LEARNED_AFTER = 3;

  private static final Map<String, String> KITTY =
      Map.of(
          "TERM",
          "xterm-kitty",
          "COLORTERM",
          "truecolor",
          "KITTY_WINDOW_ID",
          "1",
          "TERMINFO",
          "/usr/lib/kitty/terminfo");

  private static final Map<String, String> TMUX_OVER_SSH =
      Map.of(
          "TERM",
          "tmux-256color",
          "TERM_PROGRAM",
          "tmux",
          "TERM_PROGRAM_VERSION",
          "3.3a",
          "SSH_CONNECTION",
          "192.0.2.1 50000 192.0.2.2 22");

  private Sandbox sandbox;
  private Path home;
  private int windows;

  static Stream<String> versions() {
    return Stream.of(System.getProperty("mcpmux.claude", "2.1.197,2.1.271,latest").split(","));
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void its_sessions_share_one_process_of_each_server_and_ad_hoc_one_in_each_project(String version)
      throws Exception {
    String claude = NodeTools.claudeCode(version);
    configure();

    for (int session = 0; session < 4; session++) {
      String said = run(session, claude, "mcp", "list");
      assertThat(said.lines().filter(line -> line.contains("Connected")))
          .as(said)
          .hasSize(2 * SERVERS.size() + 2);
      if (session >= LEARNED_AFTER) {
        expectShared();
      }
    }
    for (int session = 0; session < 3; session++) {
      run(session, claude, "-p", "hello");
      expectShared();
    }

    assertThat(adHoc(sandbox.status())).hasSize(PROJECTS * SERVERS.size());
    assertThat(sessionsSoFar()).as("sessions with servers").isGreaterThanOrEqualTo(7 * 4);
  }

  private void configure() throws Exception {
    sandbox = new Sandbox();
    home = Files.createDirectory(sandbox.home().resolve("user"));
    Map<String, Object> named = new TreeMap<>();
    Map<String, Object> clients = new TreeMap<>();
    for (String server : SERVERS) {
      List<String> command = List.of(Sandbox.fixture(server));
      named.put(server, entry(command));
      clients.put(server, entry(sandbox.mcpmux("attach", server)));
      clients.put("adhoc-" + server, entry(sandbox.attach(Sandbox.fixture(server))));
    }
    clients.put("find", entry(sandbox.mcpmux("attach", "--find")));
    clients.put(NOTES, entry(sandbox.mcpmux("attach", NOTES)));
    Files.writeString(
        sandbox.home().resolve("config.json"),
        Json.text(Map.of("mcpServers", named, NOTES, Map.of("enabled", true))));
    Files.writeString(
        home.resolve(".claude.json"),
        Json.text(Map.of("hasCompletedOnboarding", true, "mcpServers", clients)));
    for (int project = 0; project < PROJECTS; project++) {
      Files.createDirectories(project(project).resolve(".git"));
    }
  }

  private static Map<String, Object> entry(List<String> command) {
    return Map.of(
        "type", "stdio", "command", command.get(0), "args", command.subList(1, command.size()));
  }

  private Path project(int session) {
    return sandbox.home().resolve("project" + session % PROJECTS);
  }

  /** Runs it to its end; what it printed. */
  private String run(int session, String... command) throws IOException, InterruptedException {
    Path out = sandbox.home().resolve("claude.out");
    ProcessBuilder builder =
        sandbox
            .builder(List.of(command), Map.of())
            .directory(project(session).toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("CLAUDE_PROJECT_DIR");
    environment.put("HOME", home.toString());
    environment.put("ANTHROPIC_API_KEY", "dummy");
    environment.put("ANTHROPIC_BASE_URL", NOWHERE);
    environment.put("HTTPS_PROXY", NOWHERE);
    environment.put("CLAUDE_CODE_MAX_RETRIES", "0");
    environment.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    environment.putAll(session % 2 == 0 ? KITTY : TMUX_OVER_SSH);
    // what no rule knows is learned
    environment.put("SOME_PROMPT_WINDOW", "window-" + ++windows);
    Process process = builder.start();
    if (!process.waitFor(RawClient.BOUND_SECONDS, SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(List.of(command) + " does not end: " + Files.readString(out));
    }
    return Files.readString(out);
  }

  private void expectShared() throws Exception {
    Json status = sandbox.status();
    for (String server : SERVERS) {
      assertThat(processes(status, server)).as("processes of %s in %s", server, status).hasSize(1);
    }
    assertThat(adHoc(status))
        .as("ad-hoc processes in %s", status)
        .hasSizeLessThanOrEqualTo(PROJECTS * SERVERS.size());
  }

  private static List<Json> processes(Json status, String server) {
    return status.at("servers").list().stream()
        .filter(each -> each.at("name").string().equals(server))
        .flatMap(each -> each.at("processes").list().stream())
        .toList();
  }

  private static List<Json> adHoc(Json status) {
    List<Json> all = new ArrayList<>(Sandbox.processes(status));
    all.removeIf(
        process ->
            Stream.concat(SERVERS.stream(), Stream.of(NOTES))
                .flatMap(server -> processes(status, server).stream())
                .anyMatch(named -> named.toString().equals(process.toString())));
    return all;
  }

  /** A session's id says how many there were before it. */
  private long sessionsSoFar() throws Exception {
    RawClient last = sandbox.open("last").initialized();
    long id = Long.parseLong(sandbox.status().at("sessions", 0, "id").string());
    last.close();
    return id - 1;
  }
}
