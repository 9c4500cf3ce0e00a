package dev.mcpmux.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private final Finding problem =
      Finding.problem("server", "exited with code 3 " + "and more ".repeat(20), "mcpmux try slack")
          .about("slack")
          .with(List.of("1", "2", "3", "4", "5", "6", "\u001b[2Jlast " + "x".repeat(200)))
          .with(Map.of("millis", "12"));

  @Test
  void a_finding_fits_the_screen_with_the_end_of_stderr_and_what_to_do() {
    String text = Findings.text(problem);

    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text).startsWith("PROBLEM slack ").contains("| ?[2Jlast").doesNotContain("| 1\n");
    assertThat(text).endsWith("-> mcpmux try slack\n").doesNotContain("\u001b");
  }

  @Test
  void a_long_name_has_a_line_for_itself_so_that_the_columns_stay() {
    String text = Findings.text(Finding.ok("server", "12 tools").about("sequential-thinking"));

    assertThat(text).isEqualTo("ok      sequential-thinking\n" + " ".repeat(19) + "12 tools\n");
    assertThat(Findings.text(Finding.ok("server", "1").about("x".repeat(90))).lines())
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void what_is_to_be_pasted_is_on_one_line_however_long() {
    String paste = "\"sessionEnv\": {\"add\": [\"" + "X".repeat(90) + "\"]}";

    String text = Findings.text(Finding.note("sharing", "x", "write into the config:\n" + paste));

    assertThat(text.lines()).anyMatch(line -> line.strip().equals(paste));
  }

  @Test
  void a_problem_counts_and_a_note_does_not() {
    Findings notes = new Findings();
    notes.add(Finding.note("config", "none", "mcpmux ls"));
    Findings problems = new Findings();
    problems.add(problem);

    assertThat(notes.works()).isTrue();
    assertThat(notes.verdict()).isEqualTo("mcpmux works, 1 note.");
    assertThat(problems.works()).isFalse();
    assertThat(problems.verdict()).isEqualTo("1 problem.");
  }

  @Test
  void programs_get_the_same_as_json() {
    Findings findings = new Findings();
    findings.add(problem);

    Map<String, Object> json = JsonTree.parse(findings.json());

    assertThat(json).containsEntry("works", "false").containsEntry("problems", "1");
    assertThat(JsonTree.objects(json, "checks").get(0))
        .containsEntry("check", "server")
        .containsEntry("level", "problem")
        .containsEntry("name", "slack")
        .containsEntry("millis", "12")
        .containsEntry("next", "mcpmux try slack");
  }
}
