package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code bin/mcpmux} finds a Java. */
class LauncherIT {

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux =
        new Installation(TreeWithoutPlaces.make(RelayKind.JAVA, directory), directory, directory);
  }

  @Test
  void without_any_java_it_says_what_is_needed() throws Exception {
    Installation.Result result =
        mcpmux.with("PATH", directory.toString()).with("JAVA_HOME", null).run("--version");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Java 17 or newer is needed").contains("JAVA_HOME");
  }

  @Test
  void without_any_java_a_session_is_told_so_and_a_command_runs_all_the_same() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("no-java"));
    for (String program : List.of("sh", "sed", "readlink")) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("/bin", program).toRealPath());
    }
    for (RelayKind relay : List.of(RelayKind.JAVA, RelayKind.NATIVE)) {
      Path own = Files.createDirectory(directory.resolve(relay.name()));
      Installation without =
          new Installation(TreeWithoutPlaces.make(relay, own), directory, directory);
      without.with("PATH", bin.toString()).with("JAVA_HOME", null);

      Client name = without.start("attach", "--only", "a");
      Client command = without.start("attach", "--", "sh", "-c", "echo direct");

      assertThat(name.send(Client.INITIALIZE).readLine())
          .startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,")
          .contains("Java 17 or newer is needed", "\"mcpmux\":\"no-daemon\"");
      assertThat(name.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
      assertThat(command.readLine()).isEqualTo("direct");
      assertThat(command.stderr()).contains("without sharing");
    }
  }

  @Test
  void without_any_java_the_last_known_command_of_a_server_runs() throws Exception {
    mcpmux.config(
        "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"-c\", \"echo direct $T\"],"
            + " \"env\": {\"T\": \"${NEEDED}\"}}}}");
    assertThat(mcpmux.run("attach", "nobody").exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(mcpmux.run("stop").exitCode()).isZero();
    Path bin = Files.createDirectory(directory.resolve("no-java"));
    for (String program : List.of("sh", "sed", "readlink", "ls", "env")) {
      Path found = Path.of("/bin", program);
      Files.createSymbolicLink(
          bin.resolve(program),
          (Files.exists(found) ? found : Path.of("/usr/bin", program)).toRealPath());
    }
    Files.delete(directory.resolve("state/java"));
    for (RelayKind relay : List.of(RelayKind.JAVA, RelayKind.NATIVE)) {
      Path own = Files.createDirectory(directory.resolve(relay.name()));
      Installation without =
          new Installation(TreeWithoutPlaces.make(relay, own), directory, directory);
      without.with("PATH", bin.toString()).with("JAVA_HOME", null).with("NEEDED", "n");

      Installation.Result direct = without.run("attach", "a");
      Client lacking = without.with("NEEDED", null).start("attach", "a");

      assertThat(direct.out()).isEqualTo("direct n\n");
      assertThat(direct.err())
          .hasLineCount(1)
          .contains("Java 17 or newer is needed", "the last known command of a without sharing");
      assertThat(lacking.send(Client.INITIALIZE).readLine())
          .contains("NEEDED", "\"mcpmux\":\"unresolved-variable\"");
      assertThat(lacking.exitCode()).isEqualTo(ExitCode.REFUSED);
    }
  }

  @Test
  void an_old_java_is_named_and_not_started() throws Exception {
    Path old = java("#!/bin/sh\necho never >&2\n");
    Files.writeString(old.resolve("release"), "IMAGE_TYPE=\"JDK\"\nJAVA_VERSION=\"1.8.0_392\"\n");

    Installation.Result result =
        mcpmux.with("PATH", directory.toString()).with("JAVA_HOME", old.toString()).run("status");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains(old + "/bin/java is version 8").doesNotContain("never");
  }

  @Test
  void a_java_without_a_release_file_is_asked_for_its_version() throws Exception {
    Path unknown = java("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");

    Installation.Result result =
        mcpmux
            .with("PATH", directory.toString())
            .with("JAVA_HOME", unknown.toString())
            .run("status");

    assertThat(result.err()).contains(unknown + "/bin/java is version 11");
  }

  @Test
  void where_JAVA_HOME_is_of_no_use_the_java_of_the_path_is_taken() throws Exception {
    Installation.Result result =
        mcpmux
            .with("PATH", Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin")
            .with("JAVA_HOME", directory.resolve("none").toString())
            .run("--version");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("mcpmux ");
  }

  @Test
  void a_java_that_lacks_a_module_is_told_by_the_daemon_in_one_line() throws Exception {
    Path whole = Path.of(System.getProperty("java.home"));
    Path jlink = whole.resolve("bin/jlink");
    Assumptions.assumeTrue(Files.isExecutable(jlink), "this Java has no jlink");
    Path small = directory.resolve("small");
    Process link =
        new ProcessBuilder(
                jlink.toString(),
                "--strip-debug",
                "--add-modules",
                "java.base,java.logging",
                "--output",
                small.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("jlink.log").toFile())
            .start();
    Assumptions.assumeTrue(link.waitFor() == 0, "this Java has no modules to link");

    Installation.Result result = mcpmux.with("JAVA_HOME", small.toString()).run("serve");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "mcpmux: the Java in "
                + small.toRealPath()
                + " lacks the modules java.naming, jdk.net; set JAVA_HOME to one that has all\n");
  }

  private Path java(String script) throws Exception {
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, script);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return directory.resolve("jdk");
  }
}
