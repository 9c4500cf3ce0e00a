package dev.mcpmux.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.core.config.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each test starts processes of {@link OddServer}. */
@Timeout(60)
class CheckTest {

  @Test
  void a_server_that_keeps_nothing_may_be_shared_by_all() throws Exception {
    CheckReport report = check();

    assertThat(report.isDone()).isTrue();
    assertThat(report.share()).isEqualTo(Scope.GLOBAL);
    assertThat(report.traits()).isEmpty();
    assertThat(report.text())
        .contains("Recommended: \"share\": \"global\"")
        .contains("1 of 2 tools: look")
        .contains("ms after SIGTERM")
        .contains("ms after end of input");
  }

  @Test
  void what_one_session_calls_and_another_can_see_makes_a_process_each() throws Exception {
    CheckReport report = check("remembers");

    assertThat(report.share()).isEqualTo(Scope.SESSION);
    assertThat(strings(report, "changedByOthers")).containsExactly("look");
  }

  @Test
  void answers_that_are_never_the_same_tell_of_the_time_and_not_of_a_state() throws Exception {
    CheckReport report = check("tells-time");

    assertThat(report.share()).isEqualTo(Scope.GLOBAL);
    assertThat(strings(report, "changedByOthers")).isEmpty();
  }

  @Test
  void tools_that_come_with_a_call_make_a_process_each() throws Exception {
    CheckReport report = check("grows");

    assertThat(report.share()).isEqualTo(Scope.SESSION);
    assertThat(strings(report, "listsChangedByCalls")).containsExactly("tools (more)");
  }

  @Test
  void answers_with_a_wrong_id_make_a_process_each() throws Exception {
    CheckReport report = check("crosses-ids");

    assertThat(report.share()).isEqualTo(Scope.SESSION);
    assertThat(strings(report, "wrong")).containsExactly("answered a request that nobody made");
  }

  @Test
  void a_server_that_asks_for_roots_is_compared_with_other_ones() throws Exception {
    CheckReport report = check("roots");

    assertThat(report.share()).isEqualTo(Scope.GLOBAL);
    assertThat(report.traits()).containsExactly("roots");
    assertThat(strings(report, "differByRoots")).containsExactly("look");
    assertThat(report.text()).contains("roots/list at the start").contains("the same roots");
  }

  @Test
  void a_question_during_a_call_is_named_with_the_call() throws Exception {
    CheckReport report = check("asks");

    assertThat(report.traits()).containsExactly("elicitation");
    assertThat(report.text()).contains("elicitation/create during look");
  }

  @Test
  void tools_whose_names_speak_of_a_state_make_a_process_each_unless_the_server_says_shared()
      throws Exception {
    assertThat(check("browser").share()).isEqualTo(Scope.SESSION);
    assertThat(check("says-isolated").share()).isEqualTo(Scope.SESSION);
    assertThat(check("browser", "says-shared").share()).isEqualTo(Scope.GLOBAL);
  }

  @Test
  void only_tools_marked_as_read_only_are_called_and_those_that_may_be() throws Exception {
    assertThat(strings(check(), "called")).containsExactly("look");
    assertThat(strings(Check.run(target(Map.of("write", ""), false)), "called"))
        .containsExactly("write");
    assertThat(strings(Check.run(target(Map.of(), false)), "called")).isEmpty();
  }

  @Test
  void a_server_that_does_not_start_is_said_to_with_its_own_words() throws Exception {
    CheckReport report = check("ends");

    assertThat(report.isDone()).isFalse();
    assertThat(report.failure()).contains("exit code 3").contains("SECRET is not set");
    assertThat(check("silent").failure()).contains("did not answer initialize within 3 s");
    assertThat(check("endless-line").isDone()).isFalse();
  }

  @Test
  void one_that_nothing_ends_is_ended_in_time() throws Exception {
    CheckReport report = check("ignores-signals", "ignores-end-of-input");

    assertThat(report.text()).contains("ends     by SIGKILL only");
  }

  @Test
  void one_that_a_shell_has_started_is_ended_with_the_shell() throws Exception {
    String mark = "mark-" + UUID.randomUUID();
    CheckTarget odd =
        target(Map.of(), true, "ignores-signals", "ignores-end-of-input", "silent", mark);
    CheckTarget works = target(Map.of(), true, "ignores-signals", "ignores-end-of-input", mark);

    for (CheckTarget each : List.of(odd, works)) {
      List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; true", "sh"));
      command.addAll(each.command());
      Check.run(
          new CheckTarget(
              "odd",
              command,
              each.environment(),
              each.cwd(),
              each.start(),
              each.calls(),
              each.callsReadOnly()));

      for (ProcessHandle left : ProcessHandle.allProcesses().toList()) {
        if (left.info().commandLine().orElse("").contains(mark)) {
          left.onExit().get(5, TimeUnit.SECONDS);
        }
      }
    }
  }

  @Test
  void what_is_printed_has_80_columns_and_nothing_that_a_terminal_obeys() throws Exception {
    for (String line : check("roots", "asks").text().lines().toList()) {
      assertThat(line.length()).isLessThanOrEqualTo(80);
      assertThat(line).doesNotContain("\u001b");
    }
  }

  private static CheckReport check(String... habits) throws Exception {
    return Check.run(target(Map.of(), true, habits));
  }

  private static CheckTarget target(Map<String, String> calls, boolean readOnly, String... habits) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target/classes").toAbsolutePath()
                    + ":"
                    + Path.of("target/test-classes").toAbsolutePath(),
                OddServer.class.getName()));
    command.addAll(List.of(habits));
    return new CheckTarget(
        "odd",
        command,
        System.getenv(),
        Path.of("").toAbsolutePath(),
        Duration.ofSeconds(List.of(habits).contains("silent") ? 3 : 30),
        calls,
        readOnly);
  }

  private static List<Object> strings(CheckReport report, String name) {
    return new ArrayList<>((List<?>) JsonTree.parse(report.json("", "")).get(name));
  }
}
