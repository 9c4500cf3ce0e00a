package dev.mcpmux.netty.npx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.files.PrivateFiles;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.process.ProcessLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnwrapperTest {

  @TempDir Path directory;

  private final List<Unwrapper> unwrappers = new ArrayList<>();
  private Path state;
  private Helper helper;
  private ProcessLedger ledger;
  private FakeNpm npm;

  @BeforeEach
  void open() throws Exception {
    state = PrivateFiles.createDirectory(directory.resolve("state"));
    ledger = new ProcessLedger(state);
    helper = new Helper();
    npm = new FakeNpm(directory, "@1.0.0");
  }

  @AfterEach
  void close() {
    unwrappers.forEach(Unwrapper::stop);
    helper.shutdownNow();
  }

  @Test
  void the_start_after_one_that_worked_is_that_of_the_program() throws Exception {
    Unwrapper unwrapper = unwrapper();
    assertThat(unwrapper.direct("a", npm.launch)).isEmpty();

    ProcessLaunch direct = resolved(unwrapper);

    assertThat(direct.command()).containsExactly(npm.program.toString(), "--flag");
    assertThat(direct.cwd()).isEqualTo(npm.launch.cwd());
    Map<String, String> expected = new TreeMap<>(npm.environment);
    expected.keySet().removeIf(name -> name.equals("EDITOR") || name.startsWith("npm_config_"));
    expected.put("npm_config_user_agent", "npm/11");
    assertThat(direct.environment()).isEqualTo(expected);
  }

  @Test
  void a_first_start_is_that_of_the_program_once_npm_has_prepared_it() throws Exception {
    Unwrapper unwrapper = unwrapper();

    Optional<ProcessLaunch> first = prepared(unwrapper);

    assertThat(first).isEqualTo(unwrapper.direct("a", npm.launch)).isPresent();
    assertThat(first.orElseThrow().command()).containsExactly(npm.program.toString(), "--flag");
  }

  @Test
  void what_is_not_utf8_npm_cannot_be_given_and_does_not_prepare() {
    Map<String, String> variables = new TreeMap<>(npm.launch.environment());
    variables.put("ODD", "\udcff");
    ProcessLaunch odd = new ProcessLaunch(npm.launch.command(), variables, npm.launch.cwd());

    assertThat(unwrapper().prepare("a", odd, found -> {})).isEmpty();
  }

  @Test
  void what_is_not_clear_is_run_by_npx_and_not_prepared_again() throws Exception {
    npm.found = "/usr/bin/server-a";
    npm.say();
    Unwrapper unwrapper = unwrapper();

    assertThat(prepared(unwrapper)).isEmpty();

    assertThat(unwrapper.prepare("a", npm.launch, found -> {})).isEmpty();
  }

  @Test
  void where_npm_fails_npx_is_run_and_says_why_itself() throws Exception {
    npm.script("exit 1");
    Unwrapper unwrapper = unwrapper();

    assertThat(prepared(unwrapper)).isEmpty();

    npm.say();
    assertThat(prepared(unwrapper)).isPresent();
  }

  @Test
  void a_start_that_is_not_wanted_any_more_ends_npm() throws Exception {
    npm.script("echo $$ > pid; exec sleep 600");
    CompletableFuture<Optional<ProcessLaunch>> answer = new CompletableFuture<>();
    Unwrapper.Preparation preparation =
        unwrapper().prepare("a", npm.launch, answer::complete).orElseThrow();
    Await.until("npm runs", () -> Files.exists(npm.cwd.resolve("pid")));

    preparation.cancel();

    assertThat(answer.get(30, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void the_end_of_the_daemon_ends_what_is_prepared() throws Exception {
    npm.script("echo $$ > pid; exec sleep 600");
    Unwrapper unwrapper = unwrapper();
    CompletableFuture<Optional<ProcessLaunch>> answer = new CompletableFuture<>();
    unwrapper.prepare("a", npm.launch, answer::complete);
    Await.until("npm runs", () -> Files.exists(npm.cwd.resolve("pid")));

    unwrapper.stop();

    assertThat(answer.get(30, TimeUnit.SECONDS)).isEmpty();
    Await.until("its thread has ended", unwrapper::isStopped);
  }

  @Test
  void what_is_known_outlives_the_daemon_without_the_users_secrets() throws Exception {
    resolved(unwrapper());
    Path file = state.resolve("unwrap.json");
    Await.until("the file", () -> Files.exists(file));

    assertThat(unwrapper().direct("a", npm.launch)).isPresent();
    assertThat(file).content().doesNotContain("secret");
  }

  @Test
  void another_launch_is_another_matter() throws Exception {
    Unwrapper unwrapper = unwrapper();
    resolved(unwrapper);
    Map<String, String> variables = new TreeMap<>(npm.launch.environment());
    variables.put("npm_config_registry", "http://127.0.0.1/");

    ProcessLaunch other = new ProcessLaunch(npm.launch.command(), variables, npm.launch.cwd());

    assertThat(unwrapper.direct("a", other)).isEmpty();
  }

  @Test
  void when_the_package_has_changed_npx_is_run() throws Exception {
    Unwrapper unwrapper = unwrapper();
    resolved(unwrapper);
    npm.describe("1.0.0", "{\"server-a\": \"another.js\"}");

    assertThat(unwrapper.direct("a", npm.launch)).isEmpty();
  }

  @Test
  void files_that_npm_writes_anew_without_a_change_make_no_difference() throws Exception {
    Unwrapper unwrapper = unwrapper();
    resolved(unwrapper);
    Files.setLastModifiedTime(npm.description, FileTime.fromMillis(0));

    assertThat(unwrapper.direct("a", npm.launch)).isPresent();
  }

  @Test
  void when_the_program_is_gone_npx_is_run() throws Exception {
    Unwrapper unwrapper = unwrapper();
    resolved(unwrapper);
    Files.delete(npm.program);

    assertThat(unwrapper.direct("a", npm.launch)).isEmpty();
  }

  @Test
  void when_the_project_gets_packages_of_its_own_npx_is_run() throws Exception {
    Unwrapper unwrapper = unwrapper();
    resolved(unwrapper);
    Files.createDirectory(npm.cwd.resolve("node_modules"));

    assertThat(unwrapper.direct("a", npm.launch)).isEmpty();
  }

  @Test
  void a_program_that_did_not_get_ready_is_not_run_again() throws Exception {
    Unwrapper unwrapper = unwrapper();
    resolved(unwrapper);

    unwrapper.failed(npm.launch, true);

    assertThat(unwrapper.direct("a", npm.launch)).isEmpty();
    Await.until(
        "it is forgotten on disk, too", () -> unwrapper().direct("a", npm.launch).isEmpty());
  }

  @Test
  void a_server_for_which_it_is_turned_off_is_never_unwrapped() throws Exception {
    resolved(unwrapper());
    Unwrapper off =
        new Unwrapper(new StateFiles(state), ledger, helper, server -> !server.equals("a"));
    unwrappers.add(off);

    assertThat(off.direct("a", npm.launch)).isEmpty();
  }

  @Test
  void another_version_of_what_has_no_exact_one_is_left_to_npx() throws Exception {
    npm = new FakeNpm(directory.resolve("latest"), "@latest");
    npm.sayVersion("\"1.1.0\"");
    Unwrapper unwrapper = askedLongAgo();

    unwrapper.ready("a", npm.launch);

    Await.until("it is forgotten", () -> unwrapper.direct("a", npm.launch).isEmpty());
  }

  @Test
  void a_version_that_is_still_the_newest_is_not_asked_for_again_at_once() throws Exception {
    npm = new FakeNpm(directory.resolve("range"), "@^1.0.0");
    npm.sayVersion("[\"0.9.0\", \"1.0.0\"]");
    Unwrapper unwrapper = askedLongAgo();

    unwrapper.ready("a", npm.launch);

    Await.until("it is kept as checked", () -> stored().get(npm.launch).checkedAt() > 0);
    assertThat(unwrapper.direct("a", npm.launch)).isPresent();
  }

  private Resolutions stored() {
    return new Resolutions(new StateFiles(state), helper);
  }

  /** One that knows the launch, and when the registry was last asked: in 1970. */
  private Unwrapper askedLongAgo() throws Exception {
    resolved(unwrapper());
    Resolutions resolutions = stored();
    Await.until("the file", () -> stored().get(npm.launch) != null);
    resolutions.put(npm.launch, stored().get(npm.launch).checked(0));
    Await.until("the time", () -> stored().get(npm.launch).checkedAt() == 0);
    return unwrapper();
  }

  private Unwrapper unwrapper() {
    Unwrapper unwrapper = new Unwrapper(new StateFiles(state), ledger, helper, server -> true);
    unwrappers.add(unwrapper);
    return unwrapper;
  }

  private Optional<ProcessLaunch> prepared(Unwrapper unwrapper) throws Exception {
    CompletableFuture<Optional<ProcessLaunch>> answer = new CompletableFuture<>();
    assertThat(unwrapper.prepare("a", npm.launch, answer::complete)).isPresent();
    return answer.get(30, TimeUnit.SECONDS);
  }

  private ProcessLaunch resolved(Unwrapper unwrapper) throws Exception {
    unwrapper.ready("a", npm.launch);
    Await.until("npm has answered", () -> unwrapper.direct("a", npm.launch).isPresent());
    Optional<ProcessLaunch> direct = unwrapper.direct("a", npm.launch);
    return direct.orElseThrow();
  }
}
