package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A home of mcpmux for one test, and the sessions in it. At the end the daemon is stopped with
 * {@code mcpmux stop}, and the test fails if a process is left: every process that starts in here
 * has the home's path in its environment.
 */
final class Sandbox implements AutoCloseable {

  private static final Path MCPMUX = Path.of(System.getProperty("mcpmux.dist"), "bin", "mcpmux");

  private final Path home;
  private final List<RawClient> clients = new ArrayList<>();

  Sandbox() throws IOException {
    Path parent = Files.createDirectories(NodeTools.TARGET.resolve("it"));
    home = Files.createTempDirectory(parent, "h");
  }

  /**
   * For {@code config.json} and what a test writes. It stays under {@code target}, with the
   * daemon's logs.
   */
  Path home() {
    return home;
  }

  /**
   * The environment of every client here: that of the tests, without what Claude Code sets for its
   * own sessions.
   */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("CLAUDE") || name.startsWith("MCPMUX"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MCPMUX_HOME", home.toString());
    environment.put("TEST_MARK", home.toString());
    // Ad-hoc servers run in the project's root, and npx takes a package that is installed there.
    environment.put("CLAUDE_PROJECT_DIR", NodeTools.DIRECTORY.toString());
    environment.put("npm_config_cache", NodeTools.TARGET.resolve("npm-cache").toString());
    environment.put("npm_config_update_notifier", "false");
    return environment;
  }

  /** The command line of a session with a server: {@code mcpmux attach -- COMMAND…}. */
  List<String> attach(String... server) {
    List<String> command = new ArrayList<>(List.of(MCPMUX.toString(), "attach", "--"));
    command.addAll(List.of(server));
    return command;
  }

  List<String> mcpmux(String... arguments) {
    List<String> command = new ArrayList<>(List.of(MCPMUX.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command line of the fixture server. */
  static String[] fixture(String... flags) {
    List<String> command = new ArrayList<>(List.of(NodeTools.node()));
    command.add(NodeTools.DIRECTORY.resolve("fixture-server.mjs").toString());
    command.addAll(List.of(flags));
    return command.toArray(String[]::new);
  }

  /** A session with the fixture server, with nothing sent yet. */
  RawClient open(String... flags) throws IOException {
    return open(Map.of(), flags);
  }

  RawClient open(Map<String, String> variables, String... flags) throws IOException {
    return start(builder(attach(fixture(flags)), variables)).startReading();
  }

  /** The command line of the server that has state and asks its clients. */
  static String[] stateful(String... flags) {
    String[] command = fixture(flags);
    command[1] = NodeTools.DIRECTORY.resolve("stateful-server.mjs").toString();
    return command;
  }

  /** A session with a server, with nothing sent yet. */
  TalkingClient talk(String... server) throws IOException {
    return new TalkingClient(start(builder(attach(server), Map.of())).startReading());
  }

  ProcessBuilder builder(List<String> command, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(NodeTools.DIRECTORY.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment());
    builder.environment().putAll(variables);
    return builder;
  }

  RawClient start(ProcessBuilder builder) throws IOException {
    RawClient client = new RawClient(builder);
    synchronized (clients) {
      clients.add(client);
    }
    return client;
  }

  /** Runs a command to its end; what it printed to stdout. */
  String output(List<String> command) throws IOException, InterruptedException {
    try (RawClient process = new RawClient(builder(command, Map.of())).startReading()) {
      process.endInput();
      List<String> lines = process.rest();
      assertThat(process.exitCode())
          .as("exit code of %s; stderr: %s", command, process.stderrAtEnd())
          .isZero();
      return String.join("\n", lines);
    }
  }

  /** Runs a script of {@code src/test/node} with its argument; what it found. */
  Json script(String node, String name, Map<String, ?> argument)
      throws IOException, InterruptedException {
    String script = NodeTools.DIRECTORY.resolve(name).toString();
    return Json.parse(output(List.of(node, script, Json.text(argument))));
  }

  /** What the sessions have said to people, each line with how many said it. */
  String clientsStderr() {
    Map<String, Integer> lines = new TreeMap<>();
    synchronized (clients) {
      clients.forEach(c -> c.stderr().lines().forEach(line -> lines.merge(line, 1, Integer::sum)));
    }
    return "stderr of the sessions: " + lines;
  }

  Json status() throws IOException, InterruptedException {
    return Json.parse(output(mcpmux("status", "--json")));
  }

  /** The processes of all servers in a status, in the order of the report. */
  static List<Json> processes(Json status) {
    return status.at("servers").list().stream()
        .flatMap(server -> server.at("processes").list().stream())
        .toList();
  }

  /** What runs here besides the sessions' own relays. */
  List<Processes.Found> running() throws IOException {
    return Processes.marked(home.toString());
  }

  /** Ends the daemon, as a user does. Sessions may still be open. */
  void stop() throws IOException, InterruptedException {
    Process stop =
        builder(mcpmux("stop"), Map.of())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("stop.out").toFile())
            .start();
    assertThat(stop.waitFor(RawClient.BOUND_SECONDS, SECONDS)).as("mcpmux stop ends").isTrue();
  }

  /**
   * Ends the clients, whose sessions outlive a daemon, and waits until nothing of this test runs
   * any more, for as long as a stubborn server's stop may take.
   */
  void expectNothingLeft() throws IOException, InterruptedException {
    clients.forEach(RawClient::close);
    long end = System.nanoTime() + SECONDS.toNanos(15);
    List<Processes.Found> left = running();
    while (!left.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(20);
      left = running();
    }
    assertThat(left).as("processes left after mcpmux stop").isEmpty();
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
      expectNothingLeft();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running().forEach(Processes.Found::kill);
    }
  }
}
