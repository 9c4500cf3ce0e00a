package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Known traffic through a daemon is what {@code mcpmux usage} shows, and nothing breaks it. */
class UsageIT {

  private static final String SECRET = "s3cr3t";
  private static final String SERVER =
      "{\"command\": \"%s\", \"args\": [\"sample-server\"], \"env\": {\"TOKEN\": \"%s\"}}"
          .formatted(Installation.MCPMUX, SECRET);
  private static final String CONFIG =
      "{\"mcpServers\": {\"it\": %s, \"idle\": %s, \"unwanted\": {\"command\": \"true\","
              .formatted(SERVER, SERVER)
          + " \"disabled\": true}}%s}";

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config(CONFIG.formatted(""));
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private Client attach(String client) throws Exception {
    Client session = mcpmux.with("CLAUDE_CODE_SESSION_ID", "id-of-" + client).start("attach", "it");
    session.send(Client.INITIALIZE.replace("\"test\"", "\"" + client + "\"")).readLine();
    session.send(Client.INITIALIZED);
    return session;
  }

  private static String echo(Client client, int id) throws Exception {
    return client.call(id, "echo", "{\"text\":\"" + SECRET + "\"}");
  }

  private List<Map<String, Object>> rows(String by) throws Exception {
    Installation.Result result = mcpmux.run("usage", "--json", "--by", by);
    assertThat(result.err()).isEmpty();
    return JsonTree.objects(JsonTree.parse(result.out()), "rows");
  }

  private Path state(String name) {
    return directory.resolve("state").resolve(name);
  }

  @Test
  void known_traffic_is_what_is_shown_with_and_without_a_daemon() throws Exception {
    Client first = attach("first");
    Client second = attach("second");
    for (int i = 1; i <= 10; i++) {
      assertThat(echo(first, i)).contains("\"result\"");
    }
    first.call(11, "fail", "{}");
    second.call(1, "nosuch", "{}");
    echo(second, 2);

    for (int round = 0; round < 2; round++) {
      assertThat(rows("tool"))
          .extracting(
              row -> row.get("server") + " " + row.get("tool"),
              row -> row.get("calls"),
              row -> row.get("results"),
              row -> row.get("toolErrors"),
              row -> row.get("errors"))
          .containsExactly(
              tuple("it echo", "11", "11", "0", "0"),
              tuple("it fail", "1", "0", "1", "0"),
              tuple("it nosuch", "1", "0", "0", "1"));
      assertThat(rows("client"))
          .extracting(row -> row.get("client") + " " + row.get("calls"))
          .containsExactly("first 11", "second 2");
      assertThat(rows("session"))
          .extracting(row -> row.get("session") + " " + row.get("project"))
          .containsExactly("id-of-first " + directory, "id-of-second " + directory);
      assertThat(mcpmux.run("stop", "--yes").exitCode())
          .isEqualTo(round == 0 ? ExitCode.OK : ExitCode.NO_DAEMON);
    }
    Installation.Result page = mcpmux.run("usage");
    assertThat(page.out())
        .contains("13 calls, 2 failed", "Nobody has used: idle\n", "It saved 1 start")
        .doesNotContain("unwanted");
    assertThat(mcpmux.run("usage", "--csv", "--by", "client").out())
        .contains("\nfirst,11,10,1,0,0,0,0,0,0,");
  }

  @Test
  void nothing_that_was_said_in_a_call_or_stands_in_the_config_is_kept() throws Exception {
    echo(attach("first"), 1);
    String shown = mcpmux.run("usage").out() + mcpmux.run("usage", "--json").out();
    mcpmux.run("stop", "--yes");

    assertThat(shown).contains("it").doesNotContain(SECRET);
    assertThat(state("usage.db")).isRegularFile();
    try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
      for (Path file : files.filter(each -> each.toString().contains("usage")).toList()) {
        if (Files.isRegularFile(file)) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .doesNotContain(SECRET);
        }
      }
    }
  }

  @Test
  void one_switch_turns_it_off_and_on_while_the_daemon_runs() throws Exception {
    Client client = attach("first");
    echo(client, 1);
    mcpmux.config(CONFIG.formatted(", \"usage\": {\"enabled\": false}"));
    assertThat(mcpmux.run("reload").exitCode()).isZero();
    echo(client, 2);
    Installation.Result off = mcpmux.run("usage");
    assertThat(off.out()).contains("Nothing was used", "usage.enabled is false");
    assertThat(state("usage.db")).doesNotExist();

    mcpmux.config(CONFIG.formatted(""));
    mcpmux.run("reload");
    echo(client, 3);
    echo(client, 4);

    assertThat(rows("tool")).extracting(row -> row.get("calls")).containsExactly("2");
  }

  @Test
  void a_daemon_that_is_killed_loses_what_it_has_not_written_and_no_more() throws Exception {
    Client client = attach("first");
    echo(client, 1);
    rows("tool");
    echo(client, 2);
    long pid = mcpmux.daemonPid();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Installation.await("it is gone", () -> !Installation.runs(pid));

    assertThat(mcpmux.run("usage", "--json", "--by", "tool").out()).contains("\"calls\":1,");
  }

  @Test
  void what_cannot_be_written_is_said_once_and_costs_nothing_else() throws Exception {
    Client client = attach("first");
    echo(client, 1);
    Files.deleteIfExists(state("usage"));
    Files.writeString(state("usage"), "in the way");

    mcpmux.run("usage");
    echo(client, 2);
    mcpmux.run("usage");
    assertThat(echo(client, 3)).contains("\"result\"");

    assertThat(mcpmux.daemonLog().split("what is used is not written down", -1)).hasSize(2);
    Files.delete(state("usage"));
    echo(client, 4);
    assertThat(rows("tool"))
        .as("the third and the fourth")
        .extracting(row -> row.get("calls"))
        .containsExactly("2");
  }

  @Test
  void a_database_that_is_corrupt_costs_the_history_and_no_call() throws Exception {
    Client client = attach("first");
    echo(client, 1);
    Files.writeString(state("usage.db"), "no database ".repeat(1000));

    Installation.Result page = mcpmux.run("usage");

    assertThat(page.exitCode()).isZero();
    assertThat(page.err()).contains("corrupt").containsPattern("a new one\\s+begins");
    assertThat(page.out()).contains("1 call");
    assertThat(echo(client, 2)).contains("\"result\"");
    assertThat(rows("tool")).extracting(row -> row.get("calls")).containsExactly("2");
  }

  /** Each write to a file fails for it, as on a disk that is full. */
  @Test
  void on_a_full_disk_the_history_stays_as_it_was_and_is_shown() throws Exception {
    Client client = attach("first");
    echo(client, 1);
    rows("tool");
    echo(client, 2);

    ProcessBuilder builder = mcpmux.builder();
    builder.command(
        "/bin/sh", "-c", "ulimit -S -f 0; exec \"$0\" usage 2>&1 | cat", "" + Installation.MCPMUX);
    Process full = builder.start();
    String text = new String(full.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(text).contains("the usage history cannot be kept", "1 call").doesNotContain("\tat ");
    assertThat(echo(client, 3)).contains("\"result\"");
    assertThat(rows("tool")).extracting(row -> row.get("calls")).containsExactly("3");
  }

  @Test
  void a_file_system_that_is_read_only_shows_what_is_there() throws Exception {
    echo(attach("first"), 1);
    rows("tool");
    mcpmux.run("stop", "--yes");
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Assumptions.assumeTrue(
        command("mount", "--bind", "" + directory.resolve("state"), "" + disk), "cannot mount");
    try {
      Assumptions.assumeTrue(command("mount", "-o", "remount,bind,ro", "" + disk), "cannot");
      Path home = Files.createDirectory(directory.resolve("other"));
      Files.createSymbolicLink(home.resolve("state"), disk);
      Files.createDirectory(state("usage").resolve("not-a-batch"));
      Files.writeString(state("usage/1.jsonl"), "{\"version\":1,\"at\":1}\n");

      Installation.Result page = new Installation(home).run("usage");

      assertThat(page.exitCode()).isZero();
      assertThat(page.err()).contains("the usage history cannot be kept", "read");
      assertThat(page.out()).contains("1 call");
    } finally {
      command("umount", "" + disk);
    }
  }

  private static boolean command(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
  }

  /** As if a daemon had written for hours, and nobody had looked. */
  private void writeMany() throws IOException {
    Files.createDirectories(state("usage"));
    for (int i = 1; i < 100; i++) {
      Files.writeString(
          state("usage").resolve(i + ".jsonl"),
          "{\"version\":1,\"at\":" + System.currentTimeMillis() / 1000 + "}\n");
    }
  }

  private void haveDaemonWrite() throws IOException {
    Home home = Home.of(directory.toString(), Map.of());
    try (DaemonControl written = DaemonControl.call(home, "usage")) {
      assertThat(written.result()).containsEntry("written", "true");
    }
  }

  private long batches() {
    return state("usage").toFile().list().length;
  }

  @Test
  void a_daemon_that_has_written_much_has_it_put_into_the_database() throws Exception {
    Client client = attach("first");
    writeMany();
    echo(client, 1);
    haveDaemonWrite();

    Installation.await("the files are in the database", () -> batches() == 0);
    assertThat(state("usage.db")).isRegularFile();
    assertThat(mcpmux.daemonLog()).doesNotContain("WARN");
    assertThat(rows("tool")).extracting(row -> row.get("calls")).containsExactly("1");
  }

  @Test
  void a_database_that_a_daemon_cannot_have_is_one_line_in_its_log() throws Exception {
    Client client = attach("first");
    writeMany();
    Files.createDirectory(state("usage.db"));
    echo(client, 1);
    haveDaemonWrite();
    Installation.await("the line is there", () -> log().contains("cannot be kept"));
    echo(client, 2);
    haveDaemonWrite();

    assertThat(echo(client, 3)).contains("\"result\"");
    assertThat(log().lines().filter(line -> line.contains("WARN")))
        .singleElement()
        .asString()
        .contains("the usage history cannot be kept: it cannot be opened: ");
    assertThat(batches()).isEqualTo(101);
  }

  private String log() {
    try {
      return mcpmux.daemonLog();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_name_that_is_hostile_changes_nothing_at_a_terminal() throws Exception {
    Client client = attach("\\u001b]0;owned\\u0007\\u202eclient");
    client.call(1, "\\u001b[2J\\u202etool", "{}");

    for (String by : List.of("tool", "client", "session")) {
      String shown = mcpmux.run("usage", "--by", by).out() + mcpmux.run("usage").out();
      assertThat(shown.chars()).noneMatch(c -> c != '\n' && Character.isISOControl(c));
      assertThat(shown).doesNotContain("\u202e");
    }
  }

  @Test
  void what_it_is_asked_in_a_wrong_way_it_answers_in_two_lines() throws Exception {
    assertThat(mcpmux.run("usage", "--by", "moon").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(mcpmux.run("usage", "--since", "soon").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(mcpmux.run("usage").out()).startsWith("Nothing was used since ");
    assertThat(state("usage.db")).doesNotExist();
  }
}
