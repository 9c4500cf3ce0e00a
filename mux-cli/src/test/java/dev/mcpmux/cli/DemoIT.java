package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  @TempDir private Path directory;

  @Test
  void it_checks_every_answer_counts_the_relays_and_leaves_nothing_behind() throws Exception {
    Set<String> before = traces();

    Installation.Result result = new Installation(directory).run("demo");

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .containsPattern("servers +8 +[0-9.]+ MB +1 +[0-9.]+ MB")
        .containsPattern("(daemon, guardian +- +- +2|daemon +- +- +1) +[0-9.]+ MB")
        .containsPattern("relays \\((native|Java)\\) +- +- +8 +[0-9.]+ MB")
        .containsPattern("calls per second +[0-9,]+ +[0-9,]+")
        .containsPattern("wrong answers +0 +0")
        .contains("Next: ");
    assertThat(traces()).isSubsetOf(before);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void interrupted_it_leaves_nothing_behind_either() throws Exception {
    Set<String> before = traces();
    Client demo = new Installation(directory).start("demo");
    while (!demo.readLine().contains("share one")) {
      // the first part goes by
    }
    Installation.await(
        "its daemon is there", () -> traces().stream().anyMatch(t -> !before.contains(t)));

    demo.terminate();

    assertThat(demo.exitCode()).isNotZero();
    assertThat(traces()).isSubsetOf(before);
  }

  /** Directories and command lines that have to do with a demo. */
  private static Set<String> traces() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> files = Files.list(temporary)) {
      Stream<String> directories =
          files.map(Path::toString).filter(file -> file.contains("mcpmux-demo"));
      Stream<String> processes =
          ProcessHandle.allProcesses()
              .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
              .filter(line -> line.contains("mcpmux-demo"));
      return Stream.concat(directories, processes).collect(Collectors.toSet());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
