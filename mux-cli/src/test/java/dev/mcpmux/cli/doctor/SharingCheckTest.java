package dev.mcpmux.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharingCheckTest {

  private static List<Finding> look(String reasons) {
    return SharingCheck.look(
        JsonTree.parse(
            "{\"servers\":[{\"name\":\"npx:x#1\",\"processes\":[{\"pid\":1},{\"pid\":2,\"apart\":{"
                + "\"from\":1,\"because\":["
                + reasons
                + "]}}]}]}"));
  }

  @Test
  void a_variable_that_keeps_processes_apart_is_named_with_what_to_write() {
    Finding found = look("\"has other values of WINDOW, TAB\"").get(0);

    assertThat(found.level()).isEqualTo(Finding.Level.NOTE);
    assertThat(found.text())
        .isEqualTo("npx:x#1 has 2 processes, because one has other values of WINDOW, TAB");
    assertThat(found.next()).endsWith("\"sessionEnv\": {\"add\": [\"WINDOW\", \"TAB\"]}");
  }

  @Test
  void a_variable_that_programs_need_is_never_to_be_taken_out() {
    Finding found = look("\"has other values of PATH\"").get(0);

    assertThat(found.next()).doesNotContain("sessionEnv").endsWith("\"env\": {\"PATH\": \"...\"}");
  }

  @Test
  void connections_in_the_daemon_itself_are_nothing_to_save() {
    String each = "{\"pid\":null,\"inProcess\":true,\"apart\":{\"from\":null,\"because\":[\"x\"]}}";
    assertThat(
            SharingCheck.look(
                JsonTree.parse(
                    "{\"servers\":[{\"name\":\"context\",\"processes\":["
                        + each
                        + ","
                        + each
                        + "]}]}")))
        .isEmpty();
  }

  @Test
  void a_credential_is_never_to_be_taken_out() {
    Finding found = look("\"has other values of SLACK_BOT_TOKEN\"").get(0);

    assertThat(found.next()).isEqualTo("mcpmux status --why");
  }

  @Test
  void another_reason_is_named_and_all_are_a_command_away() {
    Finding found =
        look("\"is for project root /a, not project root /b\",\"sees other roots\"").get(0);

    assertThat(found.text()).contains("project root /b (and 1 more)");
    assertThat(found.next()).isEqualTo("mcpmux status --why");
  }

  @Test
  void processes_that_are_not_apart_and_no_daemon_give_nothing() {
    assertThat(SharingCheck.look(Map.of())).isEmpty();
    assertThat(
            SharingCheck.look(
                JsonTree.parse("{\"servers\":[{\"name\":\"a\",\"processes\":[{\"pid\":1}]}]}")))
        .isEmpty();
  }
}
