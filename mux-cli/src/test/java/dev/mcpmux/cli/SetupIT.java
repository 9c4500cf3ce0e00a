package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Installation.Result;
import dev.mcpmux.cli.text.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command, as a new user runs it. */
class SetupIT {

  private static final int SERVERS = 7;

  @TempDir private Path directory;
  private Path file;
  private String before;
  private Installation installation;

  @BeforeEach
  void makeHome() throws IOException {
    Path user = Files.createDirectory(directory.resolve("user"));
    Path home = Files.createDirectory(directory.resolve("mcpmux"));
    installation = new Installation(home).with("HOME", user.toString());
    for (String name : List.of("CLAUDE_CONFIG_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME")) {
      installation.with(name, null);
    }
    StringBuilder text = new StringBuilder("{\n  \"mcpServers\": {\n");
    for (int i = 0; i < SERVERS; i++) {
      text.append("    \"s")
          .append(i)
          .append("\": {\"type\": \"stdio\", \"command\": \"")
          .append(Installation.MCPMUX)
          .append("\", \"args\": [\"sample-server\"], \"env\": {\"NUMBER\": \"")
          .append(i)
          .append("\"}, \"timeout\": 9000}")
          .append(i < SERVERS - 1 ? ",\n" : "\n");
    }
    before = text.append("  },\n  \"userID\": \"ann\"\n}").toString();
    file = user.resolve(".claude.json");
    Files.writeString(file, before);
  }

  @AfterEach
  void end() throws Exception {
    installation.end();
  }

  @Test
  void sevenServersAreSharedWithinTenSecondsAndGivenBack() throws Exception {
    long start = System.nanoTime();
    Result setup = installation.run("setup", "--yes");
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(setup.exitCode()).as(setup.err()).isZero();
    assertThat(took).isLessThan(Duration.ofSeconds(10));
    assertThat(setup.out()).contains("7 entries in 1 client become 7 servers");

    Client one = installation.start(arguments("s3"));
    Client two = installation.start(arguments("s3"));
    one.initialize();
    two.initialize();
    assertThat(one.call(1, "echo", "{\"text\":\"hello\"}")).contains("hello");
    assertThat(two.call(1, "echo", "{\"text\":\"again\"}")).contains("again");
    assertThat(installation.serverPids()).hasSize(1);

    Result undo = installation.run("setup", "--undo", "--yes");
    assertThat(undo.exitCode()).as(undo.err()).isZero();
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void aDaemonThatRunsKnowsTheServersAtOnce() throws Exception {
    installation.config("{\"mcpServers\": {}}");
    installation.start(Installation.attachSample()).initialize();

    assertThat(installation.run("setup", "--yes").exitCode()).isZero();

    assertThat(installation.start(arguments("s0")).initialize()).contains("mcpmux-sample");
  }

  @Test
  void withoutATerminalNothingIsChangedUnlessThatIsSaid() throws Exception {
    Result result = installation.run("setup");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("there is no terminal to ask at; add --yes");
    assertThat(Files.readString(file)).isEqualTo(before);
    try (Stream<Path> home = Files.list(directory.resolve("mcpmux"))) {
      assertThat(home).as("nobody has agreed to anything").isEmpty();
    }
  }

  @Test
  void serversOfAFileAreImportedAndExported() throws Exception {
    Result imported = installation.run("import", file.toString(), "--yes");
    Result exported = installation.run("export", "codex", "s6");

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(installation.run("config", "check").exitCode()).isZero();
    assertThat(exported.out()).contains("[mcp_servers.s6]", "\"attach\"", "\"s6\"");
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void aWordThatIsNotUnderstoodIsAnsweredWithThoseThatAre() throws Exception {
    Result result = installation.run("setup", "kursor");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("there is no client \"kursor\"", "cursor");
  }

  /** What the client starts for the entry, less the launcher. */
  private String[] arguments(String server) throws IOException {
    Map<String, Object> servers = new java.util.LinkedHashMap<>();
    ((Map<?, ?>) JsonTree.parse(Files.readString(file)).get("mcpServers"))
        .forEach((name, entry) -> servers.put(String.valueOf(name), entry));
    Map<?, ?> entry = (Map<?, ?>) servers.get(server);
    assertThat(entry.get("command")).isEqualTo(Installation.MCPMUX.toString());
    List<String> words = new ArrayList<>();
    ((List<?>) entry.get("args")).forEach(word -> words.add(String.valueOf(word)));
    return words.toArray(new String[0]);
  }
}
