package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that hand on neither {@code JAVA_HOME} nor a {@code PATH} with a Java on it. */
@ParameterizedClass
@EnumSource(names = {"JAVA", "NATIVE"})
class RecordedJavaIT {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @Parameter private RelayKind relay;

  @TempDir private Path directory;
  private Path user;
  private Path path;
  private Path recorded;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    user = Files.createDirectory(directory.resolve("user"));
    path = TreeWithoutPlaces.path(directory);
    recorded = user.resolve(".local/state/mcpmux/java");
    Path launcher = TreeWithoutPlaces.make(relay, directory);
    mcpmux = new Installation(launcher, user, user).with("MCPMUX_HOME", null);
    for (String name : System.getenv().keySet()) {
      mcpmux.with(name, null);
    }
    mcpmux.with("HOME", user.toString()).with("PATH", path.toString());
    // one of its own: the default is that of all homes of a user
    mcpmux.with("XDG_RUNTIME_DIR", Files.createDirectory(directory.resolve("run")).toString());
    mcpmux.with("XDG_CACHE_HOME", null);
    Path config = Files.createDirectories(user.resolve(".config/mcpmux")).resolve("config.json");
    Files.writeString(
        config,
        "{\"mcpServers\": {\"sample\": {\"command\": \"%s\", \"args\": [\"sample-server\"]}}}"
            .formatted(launcher));
  }

  @AfterEach
  void end() throws Exception {
    if (mcpmux != null) {
      mcpmux.with("JAVA_HOME", System.getProperty("java.home")).end();
    }
  }

  @Test
  void a_session_opens_with_the_java_of_the_daemon_before() throws Exception {
    mcpmux.with("JAVA_HOME", System.getProperty("java.home"));
    assertThat(mcpmux.start("attach", "sample").initialize()).contains("mcpmux-sample");
    Installation.await("Java is written down", () -> Files.exists(recorded));
    mcpmux.end();
    mcpmux.with("JAVA_HOME", null);

    Client client = mcpmux.start("attach", "sample");

    assertThat(client.initialize()).contains("mcpmux-sample");
    assertThat(Files.readString(recorded)).isEqualTo(JAVA + "\n");
    assertThat(Files.getPosixFilePermissions(recorded))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void what_is_written_down_comes_before_JAVA_HOME() throws Exception {
    record(JAVA.toString(), "rw-------");
    mcpmux.with("JAVA_HOME", fake("echo 'openjdk version \"21.0.1\"' >&2; exit 9").toString());

    Installation.Result result = mcpmux.run("--version");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("mcpmux ");
  }

  @Test
  void one_that_is_gone_or_too_old_or_not_a_path_is_passed_over() throws Exception {
    mcpmux.with("JAVA_HOME", System.getProperty("java.home"));
    Path old = fake("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

    for (String line : new String[] {user + "/gone/bin/java", old + "/bin/java", "java", ""}) {
      record(line, "rw-------");

      assertThat(mcpmux.run("--version").out()).as(line).startsWith("mcpmux ");
    }
  }

  @Test
  void one_that_others_may_write_is_not_run() throws Exception {
    mcpmux.with("JAVA_HOME", System.getProperty("java.home"));
    Path evil = fake("echo evil; echo 'openjdk version \"21.0.1\" 2023-10-17' >&2");
    record(evil + "/bin/java", "rw-rw-rw-");

    assertThat(mcpmux.run("--version").out()).startsWith("mcpmux ").doesNotContain("evil");
  }

  @Test
  void a_home_of_its_own_has_a_java_of_its_own() throws Exception {
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve("state"));
    Files.writeString(home.resolve("state/java"), JAVA + "\n");

    assertThat(mcpmux.run("status", "--home", home.toString()).exitCode())
        .isEqualTo(ExitCode.NO_DAEMON);
    assertThat(mcpmux.run("status", "--home=" + home).exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.FAILURE);
    mcpmux.with("MCPMUX_HOME", home.toString());
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
  }

  private void record(String line, String mode) throws Exception {
    Files.createDirectories(recorded.getParent());
    Files.writeString(recorded, line + "\n");
    Files.setPosixFilePermissions(recorded, PosixFilePermissions.fromString(mode));
  }

  /** A JDK whose {@code java} is a script. */
  private Path fake(String script) throws Exception {
    Path jdk = directory.resolve("fake");
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return jdk;
  }
}
