package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mcpmux uninstall}: what was written goes, and nothing else. */
class UninstallIT {

  @TempDir private Path directory;
  private InstalledUser user;
  private Installation mcpmux;
  private Path config;
  private Path state;

  @BeforeEach
  void begin() throws Exception {
    directory = directory.toRealPath();
    user = new InstalledUser(directory);
    mcpmux = user.installed();
    state = user.home.resolve(".local/state/mcpmux");
    config = user.home.resolve(".config/mcpmux/config.json");
    Files.createDirectories(config.getParent());
    Files.writeString(
        config,
        "{\"mcpServers\": {\"sample\": {\"command\": \"%s\", \"args\": [\"sample-server\"]}}}"
            .formatted(user.command()));
    Files.writeString(user.home.resolve(".profile"), "# mine\n");
  }

  @AfterEach
  void end() throws Exception {
    if (Files.exists(user.command())) {
      mcpmux.end();
    }
  }

  @Test
  void the_home_directory_is_as_before() throws Exception {
    Map<String, String> before = user.everything();
    user.install(user.version("first"));
    user.install(user.version("second"));
    Client session = mcpmux.start("attach", "sample");
    session.initialize();
    session.call(7, "whoami", "{}");
    mcpmux.run("disable", "sample");
    mcpmux.run("token");
    long daemon = mcpmux.daemonPid();

    Installation.Result result = mcpmux.run("uninstall", "--yes");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("end the daemon, with 1 open session")
        .contains("  remove ~/.local/bin/mcpmux\n")
        .contains("  remove ~/.local/state/mcpmux\n")
        .endsWith("mcpmux is removed.\n");
    assertThat(result.err()).isEmpty();
    assertThat(Installation.runs(daemon)).isFalse();
    assertThat(user.everything()).isEqualTo(before);
  }

  @Test
  void the_config_goes_only_when_that_is_said() throws Exception {
    user.install(user.version("first"));

    assertThat(mcpmux.run("uninstall", "--yes", "--dry-run").out())
        .contains("To stay, with the secrets in it")
        .contains("~/.config/mcpmux/config.json");
    assertThat(mcpmux.run("uninstall", "--yes", "--config").exitCode()).isZero();

    assertThat(config.getParent()).doesNotExist();
    assertThat(user.everything()).containsOnlyKeys("", ".profile");
  }

  @Test
  void a_dry_run_says_the_same_and_does_nothing() throws Exception {
    user.install(user.version("first"));
    mcpmux.start("attach", "sample").initialize();
    Path catalogs = state.resolve("catalog");
    Installation.await(
        "the daemon has written what it keeps of the server",
        () -> Files.isDirectory(catalogs) && hasCatalog(catalogs));
    Map<String, String> before = user.everything();

    Installation.Result result = mcpmux.run("uninstall", "--dry-run");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("remove ~/.local/lib/mcpmux/versions/")
        .doesNotContain("is removed");
    assertThat(user.everything()).isEqualTo(before);
    assertThat(mcpmux.daemonPid()).isPositive();
  }

  @Test
  void where_nobody_can_be_asked_nothing_is_removed_without_yes() throws Exception {
    user.install(user.version("first"));
    Map<String, String> before = user.everything();

    Installation.Result result = mcpmux.run("uninstall");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("--yes");
    assertThat(user.everything()).isEqualTo(before);
  }

  @Test
  void what_others_put_there_stays_and_links_are_not_followed() throws Exception {
    user.install(user.version("first"));
    mcpmux.start("attach", "sample").initialize();
    mcpmux.end();
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("diary"), "mine");
    Files.writeString(state.resolve("notes.txt"), "mine");
    Files.createDirectories(state.resolve("setup"));
    Files.createSymbolicLink(state.resolve("setup/link"), outside);
    Files.createSymbolicLink(state.resolve("logs/linked.log"), outside.resolve("diary"));
    Files.createSymbolicLink(user.current().resolve("lib/link"), outside);
    Files.move(user.home.resolve(".cache"), directory.resolve("before"));
    Files.createSymbolicLink(user.home.resolve(".cache"), outside);
    Path cached = Files.createDirectory(outside.resolve("mcpmux"));

    Installation.Result result = mcpmux.run("uninstall", "--yes");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("To stay, because it is not of this home:")
        .contains("  ~/.local/state/mcpmux/notes.txt\n");
    assertThat(outside.resolve("diary")).hasContent("mine");
    assertThat(state.resolve("notes.txt")).hasContent("mine");
    assertThat(state).isDirectoryNotContaining("glob:**setup");
    assertThat(user.home.resolve(".cache")).isSymbolicLink();
    assertThat(cached).as("empty, and of the name that it has").doesNotExist();
    assertThat(user.versions()).doesNotExist();
  }

  @Test
  void sessions_of_another_home_keep_the_versions() throws Exception {
    user.install(user.version("first"));
    Path other = Files.createDirectory(directory.resolve("other"));
    Installation elsewhere = user.installed().with("MCPMUX_HOME", other.toString());
    Client session = elsewhere.start("attach", "--", user.command().toString(), "sample-server");
    session.initialize();
    mcpmux.start("attach", "sample").initialize();
    long own = mcpmux.daemonPid();
    try {
      Installation.Result result = mcpmux.run("uninstall", "--yes");

      assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(result.err()).contains("it is in use elsewhere: pid");
      assertThat(mcpmux.daemonPid()).as("nothing was begun").isEqualTo(own);
      assertThat(session.call(7, "whoami", "{}")).contains("\"id\":7");
      assertThat(mcpmux.run("--version").exitCode()).isZero();
    } finally {
      elsewhere.end();
    }
  }

  private static boolean hasCatalog(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".catalog"));
    } catch (IOException e) {
      return false;
    }
  }
}
