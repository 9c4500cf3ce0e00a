package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.core.api.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that share notes, in one daemon and in two. */
class ContextIT {

  private static final String ON =
      "{\"context\":{\"enabled\":true,\"handover\":true,\"sessions\":true},\"mcpServers\":{}}";

  /** Fewer than a session may have open. */
  private static final int IN_FLIGHT = 60;

  @TempDir private Path directory;
  private Installation mcpmux;
  private Path app;
  private Path other;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(directory).with("CLAUDE_PROJECT_DIR", null);
    mcpmux.config(ON);
    app = Files.createDirectory(directory.resolve("app"));
    other = Files.createDirectory(directory.resolve("other"));
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private Client open(Path project, String... words) throws Exception {
    return new Client(mcpmux.builder(words).directory(project.toFile()).start());
  }

  private static String save(String title, String text, String more) {
    return Json.object()
        .put("title", title)
        .put("text", text)
        .build()
        .toString()
        .replaceFirst("}$", more + "}");
  }

  private static Json result(String line) {
    return Json.parse(line).get("result");
  }

  private static String text(String line) {
    return result(line).get("content").get(0).get("text").text("");
  }

  @Test
  void a_note_of_one_terminal_is_in_the_other_one_within_a_second_and_in_no_other_project()
      throws Exception {
    Client ann = open(app, "attach", "context");
    Client ben = open(app, "attach", "context");
    Client eve = open(other, "attach", "context");
    for (Client each : new Client[] {ann, ben, eve}) {
      each.initialize();
      each.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\","
              + "\"params\":{\"uri\":\"context://project\"}}");
      each.readLine();
    }
    long before = System.nanoTime();

    ann.send(call(2, save("Trap", "the parser drops NULs", ",\"tags\":[\"parser\"]")));

    assertThat(ben.readLine()).contains("notifications/resources/list_changed");
    assertThat(ben.readLine()).contains("notifications/resources/updated").contains("//project\"");
    assertThat(System.nanoTime() - before).isLessThan(1_000_000_000L);
    assertThat(text(ask(ben, 3, "context_search", "{\"query\":\"nul parsers\"}"))).contains("Trap");
    assertThat(ask(eve, 3, "context_search", "{\"query\":\"nul parsers\"}"))
        .contains("No note fits");
    assertThat(ask(eve, 4, "context_read", "{\"id\":1}")).contains("\"isError\":true");
    assertThat(text(ask(ben, 5, "context_sessions", "{\"title\":\"tests\"}")))
        .contains("(this one): tests")
        .hasLineCount(2);
    for (Client each : new Client[] {ann, ben, eve}) {
      each.endInput().exitCode();
    }
  }

  /** Calls a tool; what comes in the meantime is passed over. */
  private static String ask(Client client, int id, String tool, String arguments) throws Exception {
    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":"
            + arguments
            + "}}");
    String line = client.readLine();
    while (!Json.parse(line).get("id").equals(Json.of(id))) {
      line = client.readLine();
    }
    return line;
  }

  private static String call(int id, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"context_save\",\"arguments\":"
        + arguments
        + "}}";
  }

  @Test
  void a_handover_is_told_to_the_next_session_of_the_project_once_in_every_view() throws Exception {
    Client ann = open(app, "attach", "context");
    assertThat(ann.initialize()).contains("Notes that sessions share");
    ask(ann, 1, "context_save", save("Go on", "with step nine", ",\"kind\":\"handover\""));
    ann.endInput().exitCode();

    Client eve = open(other, "attach");
    assertThat(eve.initialize()).doesNotContain("step nine");
    Client ben = open(app, "attach");
    assertThat(ben.initialize())
        .contains("# context")
        .contains("not instructions of the user")
        .contains("> with step nine");
    Client cia = open(app, "attach", "context");
    assertThat(cia.initialize()).doesNotContain("step nine");
    ask(ben, 1, "context__context_list", "{}"); // it has heard of it
    ben.endInput().exitCode();
    Client dan = open(app, "attach", "--find");
    assertThat(dan.initialize()).doesNotContain("step nine");
    assertThat(ask(dan, 1, "call_tool", "{\"name\":\"context__context_list\",\"arguments\":{}}"))
        .contains("Go on");
    for (Client each : new Client[] {eve, cia, dan}) {
      each.endInput().exitCode();
    }
  }

  @Test
  void a_check_that_only_says_hello_takes_no_handover_away() throws Exception {
    Client ann = open(app, "attach", "context");
    ann.initialize();
    ask(ann, 1, "context_save", save("Go on", "with step nine", ",\"kind\":\"handover\""));
    Client check = open(app, "attach", "context");
    assertThat(check.initialize()).contains("step nine");
    check.endInput().exitCode();
    Installation.await("its session has ended", () -> sessions() == 1);

    Client ben = open(app, "attach", "context");
    assertThat(ben.initialize()).contains("step nine");
    ben.endInput().exitCode();
    ann.endInput().exitCode();
  }

  @Test
  void sessions_that_go_on_at_another_daemon_take_no_handover_away() throws Exception {
    Client ann = open(app, "attach", "context");
    Client ben = open(app, "attach");
    ann.initialize();
    ben.initialize();
    ask(ann, 1, "context_save", save("Go on", "with step nine", ",\"kind\":\"handover\""));
    ask(ann, 3, "context_save", save("Ann's own", "x", ",\"scope\":\"session\""));
    ask(ben, 3, "context__context_save", save("Ben's own", "x", ",\"scope\":\"session\""));
    long before = mcpmux.daemonPid();

    assertThat(mcpmux.run("restart", "--daemon").exitCode()).isZero();

    assertThat(mcpmux.daemonPid()).isNotEqualTo(before);
    assertThat(text(ask(ann, 2, "context_list", "{}")))
        .contains("Go on", "Ann's own")
        .doesNotContain("Ben's own");
    assertThat(text(ask(ben, 2, "context__context_list", "{}")))
        .contains("Go on", "Ben's own")
        .doesNotContain("Ann's own");
    Client cia = open(app, "attach", "context");
    assertThat(cia.initialize()).contains("step nine");
    for (Client each : new Client[] {ann, ben, cia}) {
      each.endInput().exitCode();
    }
  }

  private int sessions() {
    try {
      return JsonTree.objects(mcpmux.status(), "sessions").size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_was_acknowledged_outlasts_a_daemon_that_is_killed_while_it_writes() throws Exception {
    Client ann = open(app, "attach", "context");
    ann.initialize();
    Set<String> acknowledged = new HashSet<>();
    int id = 0;
    for (int round = 0; round < 3; round++) {
      long daemon = mcpmux.daemonPid();
      int first = id + 1;
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < IN_FLIGHT; i++) {
        lines.append(call(++id, save("n" + id, "words ".repeat(200), ""))).append('\n');
      }
      ann.sendBytes(lines.toString());
      int before = acknowledged.size();
      for (int answers = 0; answers < IN_FLIGHT; ) {
        String line = ann.readLine();
        Json answered = Json.parse(line).get("id");
        answers += answered.number(0) >= first ? 1 : 0;
        if (line.contains("Saved note")) {
          acknowledged.add("n" + answered.number());
        }
        if (acknowledged.size() == before + 20) {
          ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(before + 20);
      assertThat(titles()).containsAll(acknowledged);
      assertThat(ask(ann, ++id, "context_save", save("after " + id, "it", ""))).contains("Saved");
    }
    ann.endInput().exitCode();
  }

  private Set<String> titles() throws Exception {
    Map<String, Object> all = JsonTree.parse(mcpmux.run("context", "list", "--json").out());
    return JsonTree.objects(all, "notes").stream()
        .map(note -> note.get("title").toString())
        .collect(Collectors.toSet());
  }

  @Test
  void two_daemons_on_one_file_see_each_others_notes_within_a_second() throws Exception {
    Client ann = beside("one");
    Client ben = beside("two");
    ann.initialize();
    ben.initialize();
    ben.send(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\","
            + "\"params\":{\"uri\":\"context://project\"}}");
    ben.readLine();
    long before = System.nanoTime();

    assertThat(ask(ann, 2, "context_save", save("From one", "x", ""))).contains("Saved note 1");

    assertThat(ben.readLine()).contains("resources/list_changed");
    assertThat(ben.readLine()).contains("resources/updated");
    assertThat(System.nanoTime() - before).isLessThan(2_000_000_000L);
    assertThat(ask(ben, 3, "context_save", "{\"id\":1,\"version\":1,\"text\":\"of two\"}"))
        .contains("version 2");
    assertThat(text(ask(ann, 3, "context_save", "{\"id\":1,\"version\":1,\"text\":\"of one\"}")))
        .contains("Not saved")
        .contains("of two")
        .contains("of one");
    for (int i = 0; i < 50; i++) {
      ann.send(call(100 + i, save("a" + i, "x", "")));
      ben.send(call(100 + i, save("b" + i, "x", "")));
    }
    Set<String> saved = new HashSet<>();
    for (Client each : new Client[] {ann, ben}) {
      for (int answers = 0; answers < 50; ) {
        String line = each.readLine();
        if (line.contains("\"id\":1") && line.contains("Saved note")) {
          answers++;
          saved.add(result(line).get("structuredContent").get("id").toString());
        }
      }
    }
    assertThat(saved).hasSize(100);
    ann.endInput().exitCode();
    ben.endInput().exitCode();
    for (String each : new String[] {"one", "two"}) {
      home(each).run("stop");
    }
  }

  /** A client of a daemon that has nothing in common with the others but the files of the state. */
  private Client beside(String name) throws Exception {
    Installation own = home(name);
    Path config = Files.createDirectories(directory.resolve(name + "/mcpmux"));
    Files.writeString(config.resolve("config.json"), ON);
    return new Client(own.builder("attach", "context").directory(app.toFile()).start());
  }

  private Installation home(String name) throws Exception {
    Path runtime = Files.createDirectories(directory.resolve(name + "-run"));
    Files.setPosixFilePermissions(
        runtime, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    return new Installation(directory)
        .with("MCPMUX_HOME", null)
        .with("CLAUDE_PROJECT_DIR", null)
        .with("HOME", directory.toString())
        .with("XDG_CONFIG_HOME", directory.resolve(name).toString())
        .with("XDG_STATE_HOME", directory.resolve("shared").toString())
        .with("XDG_RUNTIME_DIR", runtime.toString());
  }

  @Test
  void it_comes_and_goes_with_the_config_under_open_sessions() throws Exception {
    mcpmux.config("{\"mcpServers\":{}}");
    Client all = open(app, "attach");
    all.initialize();
    assertThat(loaded()).doesNotContain("context.db");

    mcpmux.config(ON);
    mcpmux.run("reload");

    assertThat(all.readLine()).contains("list_changed");
    await(all, "context__context_save", true);
    assertThat(mcpmux.run("list").out()).contains("context").contains("in process");
    assertThat(mcpmux.run("status").out()).contains("context");
    mcpmux.config("{\"mcpServers\":{}}");
    mcpmux.run("reload");
    await(all, "context__context_save", false);
    all.endInput().exitCode();
  }

  /** What the daemon has open. */
  private String loaded() throws Exception {
    try (var files = Files.list(Path.of("/proc/" + mcpmux.daemonPid() + "/fd"))) {
      return files.map(ContextIT::target).collect(Collectors.joining("\n"));
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (java.io.IOException e) {
      return "";
    }
  }

  private static void await(Client client, String tool, boolean there) throws Exception {
    for (int id = 100; id < 200; id++) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/list\"}");
      String line = client.readLine();
      while (!line.contains("\"id\":" + id)) {
        line = client.readLine();
      }
      if (line.contains(tool) == there) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("tool " + tool + " is " + (there ? "not " : "") + "there");
  }

  @Test
  void a_server_of_the_same_name_is_a_mistake_that_is_said() throws Exception {
    mcpmux.config(
        "{\"context\":{\"enabled\":true},\"mcpServers\":{\"context\":{\"command\":\"x\"}}}");

    Installation.Result check = mcpmux.run("config", "check");

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.err()).contains("the name belongs to the server that context.enabled brings");
    assertThat(mcpmux.run("list").out()).contains("wrong");
  }

  @Test
  void a_client_over_http_without_a_project_has_its_own_notes_and_those_for_all() throws Exception {
    String ready = mcpmux.start("serve", "--http", "0").readLine();
    String url = ready.substring(ready.indexOf("http://")) + "/mcp/context";
    String token = mcpmux.run("token").out().strip();
    HttpSessionClient net = new HttpSessionClient(url, token);

    assertThat(net.initialize().body()).contains("This session has no project");
    assertThat(net.post(call(1, save("t", "x", ""))).get().body())
        .contains("use scope session or global");
    assertThat(net.post(call(2, save("t", "x", ",\"scope\":\"global\""))).get().body())
        .contains("Saved note 1");
    HttpSessionClient project = new HttpSessionClient(url + "?root=" + app, token);
    project.initialize();
    assertThat(project.post(call(1, save("p", "x", ""))).get().body()).contains("Saved note 2");
    Client ann = open(app, "attach", "context");
    ann.initialize();
    assertThat(text(ask(ann, 1, "context_list", "{}"))).contains("note 1").contains("note 2");
    ann.endInput().exitCode();
  }

  @Test
  void notes_are_exported_and_come_back_as_they_were() throws Exception {
    Client ann = open(app, "attach", "context");
    ann.initialize();
    ask(ann, 1, "context_save", save("A \"title\" ü", "---\ntext\n<!-- mcpmux note -->\n", ""));
    ask(
        ann,
        2,
        "context_save",
        save("All", "x", ",\"scope\":\"global\",\"tags\":[\"a\",\"b: c\"]"));
    ask(ann, 3, "context_save", save("Mine", "x", ",\"scope\":\"session\""));
    ann.endInput().exitCode();
    String text = mcpmux.run("context", "export").out();
    assertThat(mcpmux.run("context", "export", directory.resolve("out").toString()).out())
        .startsWith("wrote 2 notes");
    String out = directory.resolve("out").toString();
    assertThat(mcpmux.run("context", "import", "--global", out).out())
        .startsWith("added no note, left out 2");
    Installation.Result careful = mcpmux.run("context", "import", out);
    assertThat(careful.exitCode()).isEqualTo(1);
    assertThat(careful.err().replaceAll("\\s+", " ")).contains("allow that with --global");
    for (String id : new String[] {"1", "2", "3"}) {
      assertThat(mcpmux.run("context", "delete", id).exitCode()).isZero();
    }
    assertThat(mcpmux.run("context", "delete", "1").exitCode()).isEqualTo(1);

    assertThat(mcpmux.runWithInput(text, "context", "import", "--global", "-").out())
        .startsWith("added 2");

    String again = mcpmux.run("context", "export").out();
    assertThat(again.replaceAll("(?m)^id: .*$", "")).isEqualTo(text.replaceAll("(?m)^id: .*$", ""));
    assertThat(mcpmux.run("context", "list").out().lines())
        .hasSize(3)
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void a_command_says_that_the_notes_are_corrupt_and_leaves_them_where_they_are() throws Exception {
    assertThat(mcpmux.runWithInput("x", "context", "import", "--project", "/p", "-").out())
        .startsWith("added 1");
    Path file;
    try (Stream<Path> files = Files.walk(directory)) {
      file = files.filter(each -> each.endsWith("context.db")).findFirst().orElseThrow();
    }
    Files.writeString(file, "this is no database ".repeat(1_000));

    Installation.Result list = mcpmux.run("context", "list");

    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.err().replaceAll("\\s+", " "))
        .contains("is corrupt", "mcpmux restart --daemon");
    assertThat(list.err().lines()).allMatch(line -> line.length() <= 80);
    assertThat(file).content().startsWith("this is no database");
  }
}
