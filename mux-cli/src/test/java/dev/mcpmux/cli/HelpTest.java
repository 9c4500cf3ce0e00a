package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What {@code --help} prints, of every command that there is. */
class HelpTest {

  static Stream<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(Main.commandLine(), all);
    return all.stream();
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().stream()
        .distinct()
        .forEach(subcommand -> collect(subcommand, all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void each_line_fits_the_screen(CommandLine command) {
    assertThat(command.getUsageMessage().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Paragraph.COLUMNS));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void what_can_be_pasted_is_on_one_line(CommandLine command) {
    String help = command.getUsageMessage();

    for (String line : command.getCommandSpec().usageMessage().footer()) {
      assertThat(help.lines()).contains(line.stripTrailing());
    }
  }
}
