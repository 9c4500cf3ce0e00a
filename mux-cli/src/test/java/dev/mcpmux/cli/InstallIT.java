package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mcpmux install}: versions side by side, and sessions that notice nothing of it. */
class InstallIT {

  @TempDir private Path directory;
  private InstalledUser user;
  private Installation mcpmux;

  @BeforeEach
  void begin() throws Exception {
    directory = directory.toRealPath();
    user = new InstalledUser(directory);
    mcpmux = user.installed();
  }

  @AfterEach
  void end() throws Exception {
    if (Files.exists(user.command())) {
      mcpmux.end();
    }
  }

  @Test
  void sessions_go_on_while_another_version_is_installed_over_theirs() throws Exception {
    assertThat(user.install(user.version("first")).exitCode()).isZero();
    Path first = user.current();
    Client before = mcpmux.start(attachSample());
    assertThat(before.initialize()).contains("mcpmux-sample");
    long daemon = mcpmux.daemonPid();

    Installation.Result result = user.install(user.version("second"));
    Path second = user.current();
    Client after = mcpmux.start(attachSample());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("The daemon of " + first.getFileName() + " goes on");
    assertThat(second).isNotEqualTo(first);
    assertThat(before.call(7, "whoami", "{}")).contains("\"id\":7");
    assertThat(after.initialize()).contains("mcpmux-sample");
    assertThat(mcpmux.daemonPid()).as("the daemon is the same").isEqualTo(daemon);
    assertThat(maps(daemon)).contains(first.toString()).doesNotContain(second.toString());
    assertThat(maps(after.pid())).contains(second.toString()).doesNotContain(first.toString());
    for (Path version : List.of(first, second)) {
      assertThat(names(version.resolve("lib"))).filteredOn(n -> n.startsWith("mux-cli")).hasSize(1);
    }
  }

  @Test
  void a_version_goes_when_nothing_uses_it() throws Exception {
    user.install(user.version("first"));
    Path first = user.current();
    Client session = mcpmux.start(attachSample());
    session.initialize();
    user.install(user.version("second"));

    assertThat(mcpmux.run("install", "--clean").out()).contains("Kept " + first.getFileName());
    assertThat(session.call(7, "whoami", "{}")).contains("\"id\":7");
    mcpmux.end();
    Installation.await("the relay has ended", () -> !Installation.runs(session.pid()));
    Installation.Result result = mcpmux.run("install", "--clean");

    assertThat(result.out()).contains("Removed " + first.getFileName());
    assertThat(first).doesNotExist();
    assertThat(names(user.versions())).containsExactly(user.current().getFileName().toString());
  }

  @Test
  void the_next_installation_removes_what_the_one_before_could_not() throws Exception {
    user.install(user.version("first"));
    Path first = user.current();
    user.install(user.version("second"));
    assertThat(first).as("something may just be starting from it").exists();

    assertThat(user.install(user.version("third")).out())
        .contains("Removed " + first.getFileName());

    assertThat(first).doesNotExist();
    assertThat(names(user.versions())).hasSize(2);
  }

  @Test
  void the_same_again_changes_nothing() throws Exception {
    Path tree = user.version("first");
    user.install(tree);
    Path current = user.current();

    assertThat(user.install(tree).out()).startsWith("Already there: mcpmux ");
    assertThat(mcpmux.run("install").out()).startsWith("Already there: mcpmux ");

    assertThat(user.current()).isEqualTo(current);
    assertThat(names(user.versions())).hasSize(1);
  }

  @Test
  void killed_at_any_moment_one_version_or_the_other_runs() throws Exception {
    user.install(user.version("first"));
    Path first = user.current();
    Path tree = user.version("second");
    BooleanSupplier[] moments = {
      () -> exists(".lock"),
      () -> partial("bin"),
      () -> partial("LICENSE"),
      () -> partial("lib"),
      () -> names(user.versions()).stream().filter(name -> !name.startsWith(".")).count() > 1,
      () -> exists(".current.new") || !current().equals(first),
    };
    for (BooleanSupplier moment : moments) {
      Process install = user.starting(tree.resolve("bin/mcpmux")).builder("install").start();
      while (install.isAlive() && !moment.getAsBoolean()) {
        Thread.onSpinWait();
      }
      install.destroyForcibly().waitFor();

      assertThat(mcpmux.run("--version").out()).startsWith("mcpmux ");
    }
    Installation.Result result = user.install(tree);

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(user.current()).isNotEqualTo(first);
    assertThat(names(user.versions())).noneMatch(name -> name.startsWith("."));
  }

  @Test
  void a_version_that_does_not_run_does_not_become_the_current_one() throws Exception {
    user.install(user.version("first"));
    Path first = user.current();
    Path broken = user.version("broken");
    Path launcher = broken.resolve("bin/mcpmux");
    Files.writeString(launcher, "[ \"$1\" != --version ] || exit 9\n" + Files.readString(launcher));

    Installation.Result result = user.install(broken);

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("the new version does not run, the one before stays");
    assertThat(user.current()).isEqualTo(first);
    assertThat(names(user.versions())).hasSize(1);
  }

  @Test
  void a_program_of_somebody_else_is_not_replaced() throws Exception {
    Files.createDirectories(user.command().getParent());
    Files.writeString(user.command(), "mine");

    Installation.Result result = user.install(user.version("first"));

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("is there already and not of mcpmux");
    assertThat(user.command()).hasContent("mine");
    assertThat(user.versions()).doesNotExist();
    Files.delete(user.command());
  }

  @Test
  void the_link_of_a_tree_that_was_copied_by_hand_is_replaced() throws Exception {
    Files.createDirectories(user.command().getParent());
    Files.createSymbolicLink(user.command(), Installation.MCPMUX.toRealPath());

    assertThat(user.install(user.version("first")).exitCode()).isZero();

    assertThat(user.command().toRealPath().toString()).startsWith(user.current().toString());
  }

  @Test
  void it_says_what_to_do_where_the_PATH_does_not_lead_there() throws Exception {
    Path tree = user.version("first");

    assertThat(user.install(tree).out()).contains("export PATH=\"$HOME/.local/bin:$PATH\"");
    assertThat(
            user.starting(tree.resolve("bin/mcpmux"))
                .with("PATH", user.command().getParent() + ":/usr/bin:/bin")
                .run("install")
                .out())
        .doesNotContain("PATH");
  }

  @Test
  void what_belongs_to_the_package_manager_is_left_to_it() throws Exception {
    Installation.Result install = user.install(user.version("first"), "/usr");
    Installation.Result uninstall = mcpmux().run("uninstall", "/usr", "--dry-run");

    assertThat(install.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(install.err()).contains("package manager").contains("mcpmux install ~/.local");
    assertThat(uninstall.out()).doesNotContain("remove /usr");
  }

  private Installation mcpmux() {
    return user.starting(Installation.MCPMUX);
  }

  @Test
  void it_can_be_installed_anywhere() throws Exception {
    Path tree = user.version("first");
    Path other = directory.resolve("some where/else");

    Installation.Result result = user.install(tree, other.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(user.starting(other.resolve("bin/mcpmux")).run("--version").out())
        .startsWith("mcpmux ");
    assertThat(user.prefix().resolve("lib")).doesNotExist();
  }

  private String[] attachSample() {
    return new String[] {"attach", "--", user.command().toString(), "sample-server"};
  }

  private boolean exists(String name) {
    return Files.exists(user.prefix().resolve("lib/mcpmux").resolve(name));
  }

  /** Whether a version is being made, and has this already. */
  private boolean partial(String name) {
    return names(user.versions()).stream()
        .anyMatch(
            version ->
                version.startsWith(".new")
                    && Files.exists(user.versions().resolve(version).resolve(name)));
  }

  private Path current() {
    try {
      return user.current();
    } catch (IOException e) {
      throw new AssertionError("there is no current version", e);
    }
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What a process runs. */
  private static String maps(long pid) throws Exception {
    return Files.readString(Path.of("/proc/" + pid + "/maps"));
  }
}
