package dev.mcpmux.cli;

import static dev.mcpmux.cli.Installation.MCPMUX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and config change under sessions that go on. */
class ChangeInUseIT {

  private static final int SESSIONS = 8;
  private static final int CALLS = 10_000;
  private static final int IN_FLIGHT = 6;

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void begin() {
    mcpmux = new Installation(directory);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void ten_thousand_calls_get_one_answer_each_through_five_restarts_and_three_reloads()
      throws Exception {
    mcpmux.config(config(server("busy", "0"), server("other", "0")));
    List<Caller> callers = new ArrayList<>();
    AtomicBoolean changing = new AtomicBoolean(true);
    AtomicInteger calls = new AtomicInteger();
    for (int i = 0; i < SESSIONS; i++) {
      Client client = mcpmux.start("attach", "busy");
      client.initialize();
      callers.add(new Caller("session " + i, client, changing, calls));
    }
    Client bystander = mcpmux.start("attach", "other");
    bystander.initialize();
    String before = bystander.call(1, "whoami", "{\"variable\":\"STEP\"}");
    ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
    List<Future<?>> running = new ArrayList<>();
    callers.forEach(caller -> running.add(threads.submit(caller)));

    for (int step = 1; step <= 8; step++) {
      if (step % 3 == 0 || step == 8) {
        mcpmux.config(config(server("busy", "" + step), server("other", "0")));
        Installation.Result result = mcpmux.run("reload");
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.out()).isEqualTo("Changed: busy\nUntouched: other\n");
      } else {
        Installation.Result result = mcpmux.run("restart", "busy");
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.out()).isEqualTo("busy: 1 process replaced.\n");
      }
    }
    changing.set(false);
    for (Future<?> each : running) {
      each.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();

    assertThat(calls).hasValueGreaterThanOrEqualTo(CALLS);
    Set<String> processes = new HashSet<>();
    for (Caller caller : callers) {
      assertThat(caller.wrong).isEmpty();
      processes.addAll(caller.processes);
    }
    assertThat(processes).hasSizeGreaterThan(5);
    assertThat(bystander.call(2, "whoami", "{\"variable\":\"STEP\"}"))
        .isEqualTo(before.replace("\"id\":1", "\"id\":2"));
    Installation.await("only the last process is left", () -> serverProcesses("busy") == 1);
  }

  /** A session that always has something in flight. */
  private static final class Caller implements Runnable {
    final List<String> wrong = new ArrayList<>();
    final Set<String> processes = new HashSet<>();
    private final String name;
    private final Client client;
    private final AtomicBoolean changing;
    private final AtomicInteger calls;
    private final Set<Integer> open = new HashSet<>();
    private int lastId;

    Caller(String name, Client client, AtomicBoolean changing, AtomicInteger calls) {
      this.name = name;
      this.client = client;
      this.changing = changing;
      this.calls = calls;
    }

    @Override
    public void run() {
      try {
        while (changing.get() || calls.get() < CALLS || !open.isEmpty()) {
          while (open.size() < IN_FLIGHT && (changing.get() || calls.get() < CALLS)) {
            call();
          }
          take(client.readLine());
        }
      } catch (Exception | AssertionError e) {
        wrong.add(name + ": " + e);
      }
    }

    private void call() throws Exception {
      int id = ++lastId;
      calls.incrementAndGet();
      open.add(id);
      String tool =
          id % 5 == 0
              ? "\"whoami\",\"arguments\":{\"variable\":\"STEP\"}"
              : "\"echo\",\"arguments\":{\"text\":\""
                  + name
                  + " "
                  + id
                  + "\",\"delayMs\":"
                  + id % 40
                  + "}";
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + id
              + ",\"method\":\"tools/call\",\"params\":{\"name\":"
              + tool
              + "}}");
    }

    private void take(String line) {
      if (RawJson.find(line, "method") != null) {
        return; // a list has changed
      }
      int id = Integer.parseInt(RawJson.find(line, "id"));
      boolean mine = id % 5 == 0 || line.contains(name + " " + id + "\"");
      if (!open.remove(id) || RawJson.find(line, "result") == null || !mine) {
        wrong.add(line);
      } else if (id % 5 == 0) {
        processes.add(RawJson.find(line, "result"));
      }
    }
  }

  @Test
  void a_changed_file_is_picked_up_without_being_asked() throws Exception {
    mcpmux.config(config(server("a", "1")));
    Client session = mcpmux.start("attach", "a");
    session.initialize();
    assertThat(session.call(1, "whoami", "{\"variable\":\"STEP\"}")).contains("STEP=1");

    Path draft = directory.resolve("config.json.new");
    Files.writeString(draft, config(server("a", "2")));
    Files.move(draft, directory.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
    Path dropIn = Files.createDirectory(directory.resolve("servers.d")).resolve("b.json");
    Files.writeString(dropIn, config(server("b", "1")));

    Installation.await("the dropped in server is there", () -> statusText().contains("\nb "));
    AtomicInteger id = new AtomicInteger(10);
    Installation.await(
        "the new process answers",
        () -> {
          try {
            String line = session.call(id.incrementAndGet(), "whoami", "{\"variable\":\"STEP\"}");
            return line.contains("STEP=2");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    Client other = mcpmux.start("attach", "b");
    other.initialize();
    assertThat(other.call(1, "whoami", "{\"variable\":\"STEP\"}")).contains("STEP=1");

    Files.delete(dropIn);
    Installation.await("the server is gone", () -> statusText().contains("not configured"));
    assertThat(other.call(2, "whoami", "{}")).contains("\"mcpmux\":\"server-removed\"");
  }

  @Test
  void what_is_wrong_in_a_config_costs_only_itself_and_is_named_with_line_and_column()
      throws Exception {
    mcpmux.config(config(server("a", "1")));
    Client session = mcpmux.start("attach", "a");
    session.initialize();
    List<Long> before = mcpmux.serverPids();

    mcpmux.config("{\"mcpServers\": {\"b\": {\"command\": \"x\"},\n \"a\": {\"command\": 1}}}");
    Installation.Result result = mcpmux.run("reload");

    String error =
        directory.resolve("config.json") + ":2:19: mcpServers.a.command: expected a string";
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).isEqualTo("error: " + error + "\n");
    assertThat(statusText()).contains(error + "; what was there before stays").contains("\nb ");
    assertThat(mcpmux.serverPids()).isEqualTo(before);

    mcpmux.config("{\"mcpServers\": {");
    Installation.Result broken = mcpmux.run("reload");
    assertThat(broken.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(broken.err()).endsWith("the config before it stays in force\n");
    assertThat(statusText()).contains("\nb ");
    assertThat(mcpmux.serverPids()).isEqualTo(before);
    mcpmux.config(config(server("a", "1")));
    assertThat(mcpmux.run("reload").out()).isEqualTo("Removed: b\nUntouched: a\n");
    assertThat(statusText()).doesNotContain("expected a string");
  }

  @Test
  void a_new_process_that_fails_leaves_the_old_one_and_the_command_says_why() throws Exception {
    Path broken = directory.resolve("broken");
    mcpmux.config(
        "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"-c\", \"if [ -e "
            + broken
            + " ]; then echo out of order >&2; exit 3; fi; exec "
            + MCPMUX
            + " sample-server\"], \"replace\": \"beside\"}}}");
    Client session = mcpmux.start("attach", "a");
    session.initialize();
    session.call(1, "add", "{\"a\":1,\"b\":2}");
    List<Long> before = mcpmux.serverPids();
    Files.writeString(broken, "");

    Installation.Result result = mcpmux.run("restart", "a");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err())
        .contains("exited with code 3")
        .contains("out of order")
        .endsWith("the process before it stays in use\n");
    assertThat(mcpmux.serverPids()).isEqualTo(before);
    assertThat(session.call(2, "add", "{\"a\":1,\"b\":2}")).contains("3");
    assertThat(mcpmux.run("restart", "nobody").exitCode()).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void a_disabled_server_says_so_until_it_is_enabled_also_to_daemons_to_come() throws Exception {
    mcpmux.config(config(server("a", "1")));
    Client session = mcpmux.start("attach", "a");
    session.initialize();
    session.call(1, "add", "{\"a\":1,\"b\":2}");

    assertThat(mcpmux.run("disable", "a").out()).isEqualTo("a is disabled.\n");

    assertThat(session.call(2, "add", "{\"a\":1,\"b\":2}"))
        .contains("\"mcpmux\":\"server-disabled\"");
    assertThat(mcpmux.run("attach", "a").exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(statusText()).contains("server \"a\" is disabled by mcpmux disable");
    mcpmux.run("enable", "a");
    assertThat(session.call(3, "add", "{\"a\":1,\"b\":2}")).contains("3");

    mcpmux.run("stop");
    assertThat(mcpmux.run("disable", "a").out()).isEqualTo("a is disabled.\n");
    assertThat(mcpmux.run("disable", "nobody").exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(mcpmux.run("attach", "a").exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(mcpmux.run("enable", "a").out()).isEqualTo("a is enabled.\n");
    Client again = mcpmux.start("attach", "a");
    assertThat(again.initialize()).contains("serverInfo");
  }

  @Test
  void without_a_daemon_there_is_nothing_to_reload_or_restart() throws Exception {
    assertThat(mcpmux.run("reload").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    assertThat(mcpmux.run("restart", "a").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
  }

  @Test
  void a_config_can_be_checked_without_starting_anything() throws Exception {
    mcpmux.config("{\"mcpServers\": {\"a\": {\"comand\": \"x\"}}}");

    Installation.Result result = mcpmux.run("config", "check");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err())
        .contains("config.json:1:22: mcpServers.a: command is missing")
        .contains("did you mean \"command\"?");
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    mcpmux.config(config(server("a", "1")));
    assertThat(mcpmux.run("config", "check", directory.resolve("config.json").toString()).out())
        .isEqualTo(
            directory.resolve("config.json")
                + " is right: 1 server\n  a: scope global, by default\n");
    assertThat(MCPMUX.resolveSibling("../config.schema.json")).exists();
  }

  private long serverProcesses(String name) {
    try {
      for (Map<String, Object> server : JsonTree.objects(mcpmux.status(), "servers")) {
        if (server.get("name").equals(name)) {
          return JsonTree.objects(server, "processes").size();
        }
      }
      return 0;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String statusText() {
    try {
      return mcpmux.run("status").out();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String server(String name, String step) {
    return "\""
        + name
        + "\": {\"command\": \""
        + MCPMUX
        + "\", \"args\": [\"sample-server\"], \"env\": {\"STEP\": \"STEP="
        + step
        + "\"}}";
  }

  private static String config(String... servers) {
    return "{\"mcpServers\": {" + String.join(",", servers) + "}}";
  }
}
