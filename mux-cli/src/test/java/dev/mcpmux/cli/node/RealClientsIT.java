package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/**
 * {@code mcpmux setup} and {@code --undo} with the clients themselves: a user's directory that
 * their own commands have filled, and their own word on what they are connected to.
 */
class RealClientsIT {

  private static final int AT_ONCE = 3;
  private static final String SECRET = "swordfish-4711";

  private final Map<RealClient, String> programs = new EnumMap<>(RealClient.class);
  private final ExecutorService terminals = Executors.newCachedThreadPool();
  private Sandbox sandbox;
  private Path home;
  private Path project;
  private Map<String, List<String>> servers;

  @BeforeEach
  void makeUser() throws Exception {
    Map<String, List<String>> commands = new TreeMap<>();
    String node = NodeTools.nodeWithPackages();
    commands.put("one", List.of(Sandbox.fixture("one")));
    commands.put("two", List.of(Sandbox.fixture("two")));
    commands.put(
        "everything",
        List.of(
            node,
            NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js"),
            "stdio"));
    servers = commands;
    sandbox = new Sandbox();
    home = Files.createDirectory(sandbox.home().resolve("user"));
    project = Files.createDirectory(sandbox.home().resolve("project"));
    Files.createDirectory(project.resolve(".git"));
  }

  @AfterEach
  void stop() throws Exception {
    terminals.shutdownNow();
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @ParameterizedTest
  @EnumSource(RealClient.class)
  void a_client_shares_its_servers_after_setup_and_is_as_it_was_after_undo(RealClient client)
      throws Exception {
    install(client);
    addServers(client);
    String listed = list(client);
    expectConnected(client, connect(client));
    Map<String, String> before = files();

    setup("--yes");

    assertThat(changed(before, files())).containsExactly(client.file());
    assertThat(list(client)).contains("attach").isNotEqualTo(listed);
    expectOneProcessEach(client);

    setup("--undo", "--yes");

    assertThat(text(client)).isEqualTo(before.get(client.file()));
    assertThat(list(client)).isEqualTo(listed);
    expectConnected(client, connect(client));
  }

  @Test
  void all_clients_of_one_user_share_after_setup_and_are_as_they_were_after_undo(
      TestReporter reporter) throws Exception {
    for (RealClient client : RealClient.values()) {
      try {
        install(client);
      } catch (TestAbortedException e) {
        reporter.publishEntry(client.setupName(), "left out: " + e.getMessage());
      }
    }
    Map<RealClient, String> listed = new EnumMap<>(RealClient.class);
    for (RealClient client : programs.keySet()) {
      addServers(client);
      listed.put(client, list(client));
      expectConnected(client, connect(client));
    }
    Map<String, String> before = files();

    setup("--yes");

    assertThat(changed(before, files()))
        .containsExactlyInAnyOrderElementsOf(
            programs.keySet().stream().map(RealClient::file).toList());
    Map<RealClient, Future<String>> sessions = new EnumMap<>(RealClient.class);
    programs.keySet().forEach(c -> sessions.put(c, terminals.submit(() -> connect(c))));
    for (RealClient client : sessions.keySet()) {
      expectConnected(client, sessions.get(client).get());
    }
    for (String server : servers.keySet()) {
      // clients that tell a server other things about themselves cannot have one together
      assertThat(pids(server)).as(server).hasSizeBetween(1, programs.size());
    }

    setup("--undo", "--yes");

    for (RealClient client : programs.keySet()) {
      assertThat(text(client)).as(client.file()).isEqualTo(before.get(client.file()));
      assertThat(list(client)).isEqualTo(listed.get(client));
    }
  }

  /** The test is skipped where the client cannot be installed, or does not run. */
  private void install(RealClient client) throws Exception {
    programs.put(client, client.program());
    try {
      run(client, new RealClient.Talk(List.of("--version"), "", ""));
    } catch (IOException e) {
      programs.remove(client);
      throw new TestAbortedException(client.setupName() + " does not run here: " + e.getMessage());
    }
  }

  private void addServers(RealClient client) throws Exception {
    for (Map.Entry<String, List<String>> server : servers.entrySet()) {
      List<String> words = client.add(server.getKey(), "SERVER_TOKEN=" + SECRET, server.getValue());
      run(client, new RealClient.Talk(words, "", ""));
    }
  }

  /** Several sessions at once, in one process of each server. */
  private void expectOneProcessEach(RealClient client) throws Exception {
    long sessions = sessionsSoFar();
    List<Future<String>> terminal = new ArrayList<>();
    for (int n = 0; n < AT_ONCE; n++) {
      terminal.add(terminals.submit(() -> connect(client)));
    }
    for (Future<String> each : terminal) {
      expectConnected(client, each.get());
    }
    assertThat(sessionsSoFar() - sessions)
        .as("sessions through mcpmux")
        .isGreaterThan((long) AT_ONCE * servers.size());
    for (String server : servers.keySet()) {
      assertThat(pids(server)).as("processes of %s in %s", server, sandbox.status()).hasSize(1);
    }
  }

  private void expectConnected(RealClient client, String said) {
    assertThat(unconnected(client, said))
        .as("what %s is not connected to: %s", client.setupName(), said)
        .isEmpty();
  }

  private List<String> unconnected(RealClient client, CharSequence said) {
    return servers.keySet().stream()
        .filter(server -> !Pattern.compile(client.connected(server)).matcher(said).find())
        .toList();
  }

  private String connect(RealClient client) throws Exception {
    return run(client, client.connect());
  }

  private String list(RealClient client) throws Exception {
    return run(client, new RealClient.Talk(client.list(), "", ""));
  }

  /** What a command of the client prints, to both streams. */
  private String run(RealClient client, RealClient.Talk talk) throws Exception {
    List<String> command = new ArrayList<>(List.of(programs.get(client)));
    command.addAll(talk.words());
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment());
    builder.environment().putAll(client.environment());
    if (talk.input().isEmpty()) {
      builder.redirectInput(new File("/dev/null"));
    }
    Process process = builder.start();
    Future<String> said = terminals.submit(() -> read(process, client, talk));
    try {
      return RealClient.plain(said.get(RawClient.BOUND_SECONDS, SECONDS));
    } catch (TimeoutException e) {
      throw new AssertionError(command + " does not end", e);
    } finally {
      end(process);
    }
  }

  /** Also what it has started: a script of npm does not hand a signal on. */
  private static void end(Process process) throws Exception {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    for (ProcessHandle each : all) {
      each.destroy();
    }
    for (ProcessHandle each : all) {
      each.onExit().get(RawClient.BOUND_SECONDS, SECONDS);
    }
  }

  private String read(Process process, RealClient client, RealClient.Talk talk) throws IOException {
    if (!talk.input().isEmpty()) {
      process.getOutputStream().write(talk.input().getBytes(UTF_8));
      process.getOutputStream().flush();
    }
    StringBuilder said = new StringBuilder();
    BufferedReader lines = process.inputReader(UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      boolean stays = !talk.until().isEmpty();
      if (stays && (line.contains(talk.until()) || unconnected(client, said).isEmpty())) {
        break;
      }
    }
    return said.toString();
  }

  /** That of a login shell, without what this machine's own clients may have put there. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    String node = Path.of(NodeTools.recentNode()).getParent().toString();
    environment.put("PATH", node + File.pathSeparator + System.getenv("PATH"));
    environment.put("HOME", home.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TERM", "xterm-256color");
    environment.put("SHELL", "/bin/sh");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MCPMUX_HOME", sandbox.home().toString());
    return environment;
  }

  private void setup(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("setup"));
    words.addAll(List.of(options));
    ProcessBuilder builder =
        sandbox
            .builder(sandbox.mcpmux(words.toArray(String[]::new)), Map.of())
            .directory(project.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment());
    try (RawClient setup = sandbox.start(builder).startReading()) {
      setup.endInput();
      String said = String.join("\n", setup.rest());
      assertThat(setup.exitCode()).as("%s%n%s", said, setup.stderrAtEnd()).isZero();
      assertThat(said + setup.stderrAtEnd()).doesNotContain(SECRET);
      assertThat(said.lines()).allMatch(line -> line.length() <= 80);
    }
  }

  private String text(RealClient client) throws IOException {
    return Files.readString(home.resolve(client.file()), ISO_8859_1);
  }

  /** All files of the user, but for what is kept to be quicker the next time. */
  private Map<String, String> files() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(home.resolve(".cache")))
          .collect(toMap(file -> home.relativize(file).toString(), RealClientsIT::content));
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      return "unreadable";
    }
  }

  private static List<String> changed(Map<String, String> before, Map<String, String> after) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> before.getOrDefault(name, "").equals(after.getOrDefault(name, "")));
    return List.copyOf(names);
  }

  private List<Object> pids(String server) throws Exception {
    return sandbox.status().at("servers").list().stream()
        .filter(each -> each.at("name").string().equals(server))
        .flatMap(each -> each.at("processes").list().stream())
        .map(process -> process.at("pid").value())
        .toList();
  }

  /** A session's id says how many there were before it. */
  private long sessionsSoFar() throws Exception {
    RawClient last = sandbox.open("last").initialized();
    long id = Long.parseLong(sandbox.status().at("sessions", 0, "id").string());
    last.close();
    return id;
  }
}
