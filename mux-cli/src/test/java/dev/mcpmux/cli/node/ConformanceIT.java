package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The official conformance suite: what passes against a server passes against the same server
 * behind mcpmux. The suite runs its scenarios one after another, each in a session that declares
 * sampling and elicitation.
 *
 * @see <a href="https://github.com/modelcontextprotocol/conformance">the suite</a>
 */
class ConformanceIT {

  private static final int RUNNERS = 4;
  private static final long RUN_SECONDS = 120;
  private static final String[] V2025_11_25 = {"--requirements", "2025-11-25"};
  private static final String[] V2025_06_18 = {"--suite", "all", "--spec-version", "2025-06-18"};

  /** What a server that several sessions use cannot do for one of them. */
  private static final Set<String> NEED_A_PROCESS_OF_ONES_OWN =
      Set.of(
          "tools-call-with-logging",
          "tools-call-sampling",
          "tools-call-elicitation",
          "elicitation-sep1034-defaults",
          "elicitation-sep1330-enums");

  private String node;
  private Path fixture;
  private Sandbox sandbox;
  private HttpDaemon daemon;

  /** One check of one scenario. */
  private record Check(String scenario, String id) implements Comparable<Check> {
    @Override
    public int compareTo(Check other) {
      return toString().compareTo(other.toString());
    }
  }

  @BeforeEach
  void start() throws Exception {
    node = NodeTools.recentNode();
    fixture = NodeTools.DIRECTORY.resolve("conformance-server.mjs");
    sandbox = new Sandbox();
    List<String> arguments = List.of(fixture.toString());
    daemon =
        HttpDaemon.start(
            sandbox,
            Map.of(
                "mcpServers",
                Map.of(
                    "own",
                    Map.of("command", node, "args", arguments, "serverRequests", "dedicated"),
                    "shared",
                    Map.of("command", node, "args", arguments, "serverRequests", "off")),
                "http",
                Map.of("auth", "none")));
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void what_passes_directly_passes_through_mcpmux_one_runner_and_four_at_once() throws Exception {
    Set<Check> directly = passedDirectly(V2025_11_25);
    assertThat(directly).hasSizeGreaterThan(60);

    assertThat(passed(start("own", V2025_11_25))).containsAll(directly);
    for (Set<Check> each : passedAtOnce("own", V2025_11_25)) {
      assertThat(each).containsAll(directly);
    }
  }

  @Test
  void four_at_once_share_one_process_where_nothing_asks_back() throws Exception {
    Set<Check> directly = new TreeSet<>(passedDirectly(V2025_11_25));
    directly.removeIf(check -> NEED_A_PROCESS_OF_ONES_OWN.contains(check.scenario));
    assertThat(directly).hasSizeGreaterThan(50);

    for (Set<Check> each : passedAtOnce("shared", V2025_11_25)) {
      assertThat(each).containsAll(directly);
    }

    assertThat(Files.readAllLines(sandbox.home().resolve("logs/shared.log")))
        .filteredOn(line -> line.contains("fixture "))
        .hasSize(1);
  }

  @Test
  void the_revision_of_2025_06_18_passes_likewise() throws Exception {
    Set<Check> directly = passedDirectly(V2025_06_18);
    assertThat(directly).hasSizeGreaterThan(40);

    assertThat(passed(start("own", V2025_06_18))).containsAll(directly);
  }

  private Set<Check> passedDirectly(String[] selection) throws Exception {
    List<String> command = List.of(node, fixture.toString(), "--http");
    try (RawClient server = sandbox.start(sandbox.builder(command, Map.of())).startReading()) {
      String url = "http://127.0.0.1:" + server.next() + "/mcp";
      return passed(startAt(url, selection));
    }
  }

  private List<Set<Check>> passedAtOnce(String server, String[] selection) throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < RUNNERS; i++) {
      runs.add(start(server, selection));
    }
    List<Set<Check>> passed = new ArrayList<>();
    for (Run run : runs) {
      passed.add(passed(run));
    }
    return passed;
  }

  /** A run of the suite on its way, and where its results will be. */
  private record Run(Process process, Path directory) {}

  private Run start(String server, String[] selection) throws IOException {
    return startAt(daemon.url("/mcp/" + server), selection);
  }

  private Run startAt(String url, String[] selection) throws IOException {
    Path directory = Files.createTempDirectory(sandbox.home(), "results");
    List<String> command = new ArrayList<>();
    command.add(node);
    command.add(NodeTools.program("@modelcontextprotocol/conformance", "dist/index.js"));
    command.addAll(List.of("server", "--url", url, "-o", directory.toString()));
    command.addAll(List.of(selection));
    Process process =
        sandbox
            .builder(command, Map.of())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    return new Run(process, directory);
  }

  /** The checks of which every occurrence succeeded, when the run has ended. */
  private static Set<Check> passed(Run run) throws Exception {
    try {
      assertThat(run.process.waitFor(RUN_SECONDS, SECONDS)).as("the suite ends").isTrue();
    } finally {
      run.process.destroyForcibly();
    }
    Set<Check> succeeded = new TreeSet<>();
    Set<Check> not = new HashSet<>();
    try (Stream<Path> scenarios = Files.list(run.directory)) {
      for (Path scenario : scenarios.filter(Files::isDirectory).toList()) {
        // server-NAME-TIME
        String name =
            scenario.getFileName().toString().replaceAll("^server-|-\\d{4}-\\d\\d-.*$", "");
        for (Json check : Json.parse(Files.readString(scenario.resolve("checks.json"))).list()) {
          boolean success = "SUCCESS".equals(check.at("status").value());
          (success ? succeeded : not).add(new Check(name, check.at("id").string()));
        }
      }
    }
    assertThat(succeeded).as(Files.readString(run.directory.resolve("output"))).isNotEmpty();
    succeeded.removeAll(not);
    return succeeded;
  }
}
