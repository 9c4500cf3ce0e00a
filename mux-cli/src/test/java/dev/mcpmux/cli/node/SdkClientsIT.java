package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clients of {@code @modelcontextprotocol/sdk} in front of the reference servers. */
class SdkClientsIT {

  private static final int SESSIONS = 8;
  private static final int CALLS = 300;
  private static final String EVERYTHING = "@modelcontextprotocol/server-everything";

  private String node;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    node = NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void eight_sessions_of_an_npx_command_share_one_process_and_get_exactly_their_own_answers()
      throws Exception {
    String[] server = {"npx", "-y", EVERYTHING + "@" + NodeTools.version(EVERYTHING)};

    expectEightSessionsOnOneProcess(sandbox.attach(server));
    // npm, a shell and the server.
    assertThat(sandbox.running())
        .extracting(Processes.Found::commandLine)
        .filteredOn(line -> line.contains("everything"))
        .hasSizeGreaterThanOrEqualTo(3);
    sandbox.stop();

    sandbox.expectNothingLeft();
  }

  @Test
  void eight_sessions_of_an_installed_server_share_one_process_and_get_exactly_their_own_answers()
      throws Exception {
    expectEightSessionsOnOneProcess(
        sandbox.attach(node, NodeTools.program(EVERYTHING, "dist/index.js")));
  }

  private void expectEightSessionsOnOneProcess(List<String> command) throws Exception {
    Json found =
        sandbox.script(
            node,
            "many-calls.mjs",
            Map.of(
                "command", command.get(0),
                "args", command.subList(1, command.size()),
                "sessions", SESSIONS,
                "calls", CALLS,
                "status", sandbox.mcpmux("status", "--json")));

    assertThat(found.at("wrong").list()).isEmpty();
    assertThat(found.at("calls").value()).isEqualTo((long) SESSIONS * CALLS);
    assertThat(Sandbox.processes(found.at("status")))
        .singleElement()
        .satisfies(
            process -> assertThat(process.at("sessions").value()).isEqualTo((long) SESSIONS));
    assertThat(found.at("status", "sessions").list()).hasSize(SESSIONS);
  }

  @Test
  void the_filesystem_server_does_the_same_as_without_mcpmux() throws Exception {
    String[] directly = {
      node, NodeTools.program("@modelcontextprotocol/server-filesystem", "dist/index.js"), ""
    };
    Path directory = sandbox.home().resolve("files");
    directly[2] = directory.toString();

    Json expected = walk("filesystem", List.of(directly), directory, Map.of());
    Json actual = walk("filesystem", sandbox.attach(directly), directory, Map.of());

    assertThat(actual).hasToString(expected.toString());
    assertThat(directory.resolve("sub/moved.txt")).hasContent("één\ndrie\n");
  }

  @Test
  void the_memory_server_does_the_same_as_without_mcpmux() throws Exception {
    String[] directly = {
      node, NodeTools.program("@modelcontextprotocol/server-memory", "dist/index.js")
    };
    Path directory = sandbox.home().resolve("memory");
    Map<String, String> file =
        Map.of("MEMORY_FILE_PATH", directory.resolve("memory.jsonl").toString());

    Json expected = walk("memory", List.of(directly), directory, file);
    String remembered = Files.readString(directory.resolve("memory.jsonl"));
    Json actual = walk("memory", sandbox.attach(directly), directory, file);

    assertThat(actual).hasToString(expected.toString());
    assertThat(directory.resolve("memory.jsonl")).hasContent(remembered);
  }

  /** Walks through a server that starts with an empty directory. */
  private Json walk(
      String name, List<String> command, Path directory, Map<String, String> variables)
      throws Exception {
    try (Stream<Path> earlier = Files.exists(directory) ? Files.walk(directory) : Stream.of()) {
      earlier.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
    Files.createDirectories(directory);
    Json found =
        sandbox.script(
            node,
            "real-servers.mjs",
            Map.of(
                "walk", name,
                "command", command.get(0),
                "args", command.subList(1, command.size()),
                "env", variables,
                "directory", directory.toString()));
    assertThat(found.at("saw").list()).hasSizeGreaterThan(7);
    return found;
  }
}
