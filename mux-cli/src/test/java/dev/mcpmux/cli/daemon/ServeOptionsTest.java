package dev.mcpmux.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Main;
import dev.mcpmux.cli.command.ServeCommand;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The daemon's options without the command line parser: the same as with it, or left to it. */
class ServeOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --detached",
        "serve --detached --home /h",
        "serve --home /h --detached",
        "serve --home relative",
        "serve --config c.json --http 8700",
        "serve --http 127.0.0.1:0 --idle-timeout 90s --config /c/config.json --home /h/ü",
        "serve --idle-timeout never",
      })
  void plain_words_are_read_as_the_command_line_parser_reads_them(String line) {
    // given
    List<String> words = List.of(line.split(" "));

    // when
    ServeOptions options = ServeOptions.ofPlainWords(words);

    // then
    assertThat(options).isNotNull().isEqualTo(parsed(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "--home /h serve",
        "serve --help",
        "serve -h",
        "serve --home",
        "serve --home=/h",
        "serve --home /h --home /i",
        "serve --home --detached",
        "serve --config @words",
        "serve --config \"c.json\"",
        "serve --detached --detached",
        "serve --idle-timeout soon",
        "serve --idle-timeout 1m --idle-timeout 1m",
        "serve --http -1",
        "serve --config c\u0000.json",
        "serve --htpp 8700",
        "serve more",
        "serve --detached more",
      })
  void all_other_words_are_left_to_the_command_line_parser(String line) {
    // given
    List<String> words = Arrays.asList(line.split(" "));

    // when
    ServeOptions options = ServeOptions.ofPlainWords(words);

    // then
    assertThat(options).isNull();
  }

  private static ServeOptions parsed(List<String> words) throws ParameterException {
    CommandLine.ParseResult result =
        Main.commandLine().parseArgs(words.toArray(new String[0])).subcommand();
    return ((ServeCommand) result.commandSpec().userObject()).options();
  }
}
