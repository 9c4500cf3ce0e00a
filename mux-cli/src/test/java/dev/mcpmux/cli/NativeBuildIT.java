package dev.mcpmux.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build of the native relay where something is missing. */
class NativeBuildIT {

  private static final Path BUILD =
      Path.of(System.getProperty("basedir", ""), "src/main/native/build.sh").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void without_a_C_compiler_it_says_what_that_costs_and_leaves_no_older_program() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String tool : List.of("dirname", "mkdir", "rm", "uname")) {
      Files.createSymbolicLink(bin.resolve(tool), find(tool));
    }
    Path program = Files.createFile(directory.resolve("program"));

    assertThat(build(bin.toString(), program)).contains("no C compiler").contains("relay in Java");

    assertThat(program).doesNotExist();
  }

  @Test
  void a_mistake_in_the_sources_fails_the_build() throws Exception {
    RelayKind.NATIVE.launcher(); // skips this where there is no compiler
    Path sources = Files.createDirectory(directory.resolve("sources"));
    Files.copy(BUILD, sources.resolve("build.sh"));
    Files.writeString(sources.resolve("main.c"), "int main(void) { return undeclared; }\n");

    Process build =
        new ProcessBuilder("sh", sources + "/build.sh", directory.resolve("program").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();

    assertThat(build.waitFor(60, SECONDS)).isTrue();
    assertThat(build.exitValue()).isNotZero();
    assertThat(directory.resolve("out")).content().contains("undeclared");
  }

  private String build(String path, Path program) throws Exception {
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", BUILD.toString(), program.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("PATH", path);
    Process build = builder.start();
    assertThat(build.waitFor(60, SECONDS)).isTrue();
    assertThat(build.exitValue()).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }

  private static Path find(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
