package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchIT {

  @TempDir private Path directory;

  private Installation installation;
  private Set<String> before;

  @BeforeEach
  void install() {
    installation = new Installation(directory);
    before = traces();
  }

  @AfterEach
  void nothing_is_left_behind() {
    assertThat(traces()).isSubsetOf(before);
  }

  @Test
  void it_compares_the_sample_server_direct_and_through_mcpmux() throws Exception {
    Installation.Result result = installation.run("bench", "--quick");

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .containsPattern("one call, median +[0-9.,]+ [µm]s +[0-9.,]+ [µm]s +[0-9.]+ x")
        .containsPattern("one with 64 KiB, median +[0-9.,]+ [µm]s")
        .containsPattern("one with 1 MiB, median +[0-9.,]+ ms")
        .containsPattern("calls/s, 8 sessions +[0-9,]+ +[0-9,]+")
        .containsPattern("memory per session, of 8 +[0-9.]+ MB +[0-9.]+ MB")
        .doesNotContain("WRONG");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_server_of_the_config_is_measured_with_a_tool_and_starts_no_other() throws Exception {
    Path started = directory.resolve("started");
    installation.config(
        "{ // two servers\n\"mcpServers\": {\"mine\": {\"command\": \""
            + Installation.MCPMUX
            + "\", \"args\": [\"sample-server\"],}, \"other\": {\"command\": \"touch\", \"args\": [\""
            + started
            + "\"], \"start\": \"eager\"}}}");

    Installation.Result result =
        installation.run(
            "bench",
            "mine",
            "--quick",
            "--json",
            "--tool",
            "echo",
            "--arguments",
            "{\"text\":\"$TEXT\"}");

    assertThat(result.exitCode()).isZero();
    Map<String, Object> json = JsonTree.parse(result.out());
    assertThat(json)
        .containsEntry("server", "mine")
        .containsEntry("request", "tools/call echo")
        .containsEntry("wrongAnswers", "0");
    for (String side : new String[] {"direct", "mcpmux"}) {
      Map<?, ?> values = (Map<?, ?>) json.get(side);
      assertThat(keys(values.get("callsPerSecond"))).isEqualTo("[1, 8]");
      assertThat(keys(values.get("payloadP50Micros"))).isEqualTo("[65536, 1048576]");
      assertThat(keys(values.get("memoryPerSessionKib"))).isEqualTo("[1, 8]");
      assertThat(Double.parseDouble(values.get("p50Micros").toString())).isPositive();
    }
    assertThat(started).doesNotExist();
  }

  @Test
  void a_tool_that_answers_with_an_error_is_not_measured() throws Exception {
    installation.config(
        "{\"mcpServers\": {\"mine\": {\"command\": \""
            + Installation.MCPMUX
            + "\", \"args\": [\"sample-server\"]}}}");

    Installation.Result result = installation.run("bench", "mine", "--quick", "--tool", "fail");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err())
        .contains("mine answers tools/call fail with: ")
        .contains("failed as asked");
  }

  @Test
  void a_server_that_does_not_start_is_told_with_its_last_words() throws Exception {
    installation.config(
        "{\"mcpServers\": {\"broken\": {\"command\": \"sh\", \"args\": [\"-c\", \"echo no token >&2\"]}}}");

    Installation.Result result = installation.run("bench", "broken");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("could not be opened").contains("no token");
  }

  @Test
  void interrupted_it_leaves_nothing_behind() throws Exception {
    Client bench = installation.start("bench");
    while (!bench.readLine().contains("8 sessions on each side")) {
      // both sides are open
    }

    bench.terminate();

    assertThat(bench.exitCode()).isNotZero();
  }

  private static String keys(Object map) {
    return ((Map<?, ?>) map).keySet().toString();
  }

  /** Directories and command lines that have to do with a bench. */
  private static Set<String> traces() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> files = Files.list(temporary)) {
      Stream<String> directories =
          files.map(Path::toString).filter(file -> file.contains("mcpmux-bench"));
      Stream<String> processes =
          ProcessHandle.allProcesses()
              .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
              .filter(line -> line.contains("mcpmux-bench") || line.contains("SampleServer"));
      return Stream.concat(directories, processes).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
