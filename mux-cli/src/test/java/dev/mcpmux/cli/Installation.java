package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.cli.system.ProcessEnd;
import dev.mcpmux.cli.text.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The distribution with a home of its own; what is started from it is gone after {@link #end}. */
public final class Installation {

  public static final Path MCPMUX = Path.of(System.getProperty("mcpmux.dist"), "bin/mcpmux");

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Path launcher;
  private final Path home;
  private final Path cwd;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Client> clients = new ArrayList<>();

  /**
   * @param directory an empty one, which becomes the home; what is started runs in it
   */
  public Installation(Path directory) {
    this(MCPMUX, directory, directory);
  }

  /** The same with the relay that a test is about. */
  public Installation(RelayKind relay, Path directory) throws Exception {
    this(relay.launcher(), directory, directory);
  }

  public Installation(RelayKind relay, Path home, Path cwd) throws Exception {
    this(relay.launcher(), home, cwd);
  }

  /** Of another tree than the one that was built. */
  Installation(Path launcher, Path home, Path cwd) {
    this.launcher = launcher;
    this.home = home;
    this.cwd = cwd;
    environment.put("MCPMUX_HOME", home.toString());
    // not the user's own: an archive of these jars is of no use to him
    environment.put("XDG_CACHE_HOME", MCPMUX.resolveSibling("../../cache").normalize().toString());
  }

  /** Sets a variable for what is started from now on; null removes it. */
  public Installation with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public void config(String json) throws IOException {
    Files.writeString(home.resolve("config.json"), json);
  }

  /** The words that attach to the sample server. */
  static String[] attachSample(String... serverArguments) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("attach", "--", MCPMUX.toString(), "sample-server"));
    words.addAll(List.of(serverArguments));
    return words.toArray(new String[0]);
  }

  /** How a command ended. */
  public record Result(int exitCode, String out, String err) {}

  /** Runs a command to its end, with nothing on its stdin. */
  public Result run(String... words) throws Exception {
    return runWithInput("", words);
  }

  public Result runWithInput(String input, String... words) throws Exception {
    Path out = Files.createTempFile("out", "");
    Path err = Files.createTempFile("err", "");
    Path in = Files.createTempFile("in", "");
    Files.writeString(in, input);
    Process process =
        builder(words)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("still running: " + List.of(words) + "\n" + Files.readString(err));
    }
    Result result =
        new Result(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    for (Path file : List.of(in, out, err)) {
      Files.delete(file);
    }
    return result;
  }

  /** Starts a command that a test talks to. */
  public Client start(String... words) throws IOException {
    Client client = new Client(builder(words).start());
    clients.add(client);
    return client;
  }

  /** A command that has not been started yet. */
  public ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(cwd.toFile());
    environment.forEach(
        (name, value) -> {
          if (value == null) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return builder;
  }

  /** The running daemon's status. */
  Map<String, Object> status() throws Exception {
    Result result = run("status", "--json");
    if (result.exitCode() != 0) {
      throw new AssertionError(result.toString());
    }
    return JsonTree.parse(result.out());
  }

  long daemonPid() throws Exception {
    return Long.parseLong(((Map<?, ?>) status().get("daemon")).get("pid").toString());
  }

  List<Long> serverPids() throws Exception {
    List<Long> pids = new ArrayList<>();
    for (Map<String, Object> server : JsonTree.objects(status(), "servers")) {
      for (Map<String, Object> process : JsonTree.objects(server, "processes")) {
        pids.add(Long.parseLong(process.get("pid").toString()));
      }
    }
    return pids;
  }

  String daemonLog() throws IOException {
    return Files.readString(home.resolve("logs/daemon.log"));
  }

  static boolean runs(long pid) {
    return ProcessEnd.runs(pid);
  }

  public static void await(String what, BooleanSupplier happened) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not happen: " + what);
      }
      Thread.sleep(20);
    }
  }

  /** Ends all clients and the daemon. */
  public void end() throws Exception {
    for (Client client : clients) {
      client.kill();
    }
    run("stop");
  }
}
