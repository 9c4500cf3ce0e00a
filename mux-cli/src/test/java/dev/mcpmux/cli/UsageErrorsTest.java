package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said of words that are not understood. */
class UsageErrorsTest {

  private final StringWriter err = new StringWriter();

  private String said(String line) {
    CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
    assertThat(command.execute(line.split(" "))).isEqualTo(ExitCode.USAGE);
    return err.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"context show x", "find -n x wish", "tap --last x"})
  void a_word_in_place_of_a_number_is_answered_without_words_of_the_parser(String line) {
    assertThat(said(line))
        .contains(": expected a whole number, found 'x'\n")
        .doesNotContain("positional", "index", "int", "long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobnicate", "xs", "dance", "config frobnicate"})
  void a_word_that_is_like_no_command_is_answered_without_a_guess(String line) {
    assertThat(said(line)).contains("there is no command").doesNotContain("did you mean");
  }

  @ParameterizedTest
  @CsvSource({"statsu,status", "atach,attach", "docter,doctor", "lst,ls"})
  void a_slip_is_put_right(String word, String meant) {
    assertThat(said(word)).contains("did you mean \"" + meant + "\"?");
  }

  @ParameterizedTest
  @CsvSource({"start,serve", "kill,stop", "inspect,try", "search,find", "health,doctor"})
  void a_word_of_other_programs_is_answered_with_ours(String word, String meant) {
    assertThat(said(word)).contains("did you mean \"" + meant + "\"?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate",
        "status slack more",
        "stop --force",
        "restart",
        "try",
        "try a b",
        "try slack -- foo",
        "check slack -- foo",
        "help nosuch",
        "logs -n many",
        "logs --since yesterday",
        "logs slack --daemon",
        "serve --idle-timeout soon",
        "usage --fold 5",
        "bench --tool"
      })
  void every_mistake_is_said_in_a_few_lines_with_the_next_step_on_the_last(String line) {
    String said = said(line);

    assertThat(said.lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(said.lines()).allSatisfy(each -> assertThat(each).hasSizeLessThanOrEqualTo(80));
    assertThat(said).startsWith("mcpmux: ").matches("(?s).*\nmcpmux: See: mcpmux .*--help\n");
  }

  @Test
  void what_may_be_a_credential_is_not_repeated() {
    assertThat(said("status --token=s3cret")).contains("--token").doesNotContain("s3cret");
  }

  @Test
  void a_long_word_is_cut_and_is_harmless_to_a_terminal() {
    assertThat(said("\u001b]0;" + "x".repeat(500))).doesNotContain("\u001b").hasSizeLessThan(160);
  }
}
