package dev.mcpmux.dist;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpmux.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is written, as the programs read it that it is for; they are skipped where they are not. */
class FromCommandsTest {

  @TempDir private Path directory;

  @Command(
      name = "top",
      description = "Does 100%% of it.",
      subcommands = {Below.class, Secret.class})
  static final class Top {}

  @Command(
      name = "below",
      description = {"First sentence. Second one.", "", ".A line that begins with a dot"},
      footerHeading = "%nExamples:%n",
      footer = "  top below --file 'x\\y'")
  static final class Below {
    @Option(names = "--file", paramLabel = "FILE", description = "It's read.")
    private Path file;

    @Option(names = "--hidden", hidden = true)
    private boolean hidden;
  }

  @Command(name = "secret", hidden = true)
  static final class Secret {}

  @BeforeEach
  void write() throws Exception {
    FromCommands.main(new String[] {directory.toString(), "2026-01-01", "mcpmux 1"});
  }

  @Test
  void each_command_has_a_page_and_hidden_ones_have_none() throws Exception {
    assertThat(ManPage.all(new CommandLine(new Top())))
        .extracting(ManPage::name)
        .containsExactly("top", "top-below");
    try (Stream<Path> pages = Files.list(directory.resolve("man/man1"))) {
      assertThat(pages)
          .extracting(page -> page.getFileName().toString())
          .contains("mcpmux.1", "mcpmux-attach.1", "mcpmux-config-check.1")
          .hasSameSizeAs(ManPage.all(new CommandLine(new Main())));
    }
  }

  @Test
  void a_page_says_what_help_says_letter_for_letter() {
    String page = ManPage.all(new CommandLine(new Top())).get(1).text("2026-01-01", "mcpmux 1");

    assertThat(page)
        .startsWith(".TH \"TOP\\-BELOW\" 1 \"2026\\-01\\-01\" \"mcpmux 1\"\n")
        .contains(".SH \"NAME\"\ntop\\-below \\- First sentence\n")
        .contains(".PP\n\\&.A line that begins with a dot\n")
        .contains(".TP\n.B \"\\-\\-file FILE\"\nIt's read.\n")
        .contains(".SH \"EXAMPLES\"\n.nf\n  top below \\-\\-file 'x\\ey'\n.fi\n")
        .doesNotContain("hidden");
    assertThat(ManPage.all(new CommandLine(new Top())).get(0).text("", ""))
        .contains("Does 100% of it.")
        .doesNotContain("secret");
  }

  @Test
  void man_has_nothing_to_say_against_a_page() throws Exception {
    try (Stream<Path> pages = Files.list(directory.resolve("man/man1"))) {
      for (Path page : pages.toList()) {
        assertThat(run("groff", "-man", "-Tutf8", "-ww", "-z", page.toString())).isEmpty();
      }
    }
  }

  @Test
  void bash_completes() throws Exception {
    Path script = directory.resolve("completions/bash/mcpmux");

    assertThat(
            run(
                "bash",
                "-c",
                ". \"$0\"; COMP_WORDS=(mcpmux stat); COMP_CWORD=1; _complete_mcpmux;"
                    + " echo \"${COMPREPLY[@]}\"",
                script.toString()))
        .isEqualTo("status");
    assertThat(Files.readString(script)).doesNotStartWith("#!");
  }

  @Test
  void fish_completes() throws Exception {
    Path script = directory.resolve("completions/fish/mcpmux.fish");

    assertThat(fish(script, "mcpmux stat")).startsWith("status\t").hasLineCount(1);
    assertThat(fish(script, "mcpmux config ")).startsWith("check\t").hasLineCount(1);
    assertThat(fish(script, "mcpmux serve --idle")).startsWith("--idle-timeout\tStop after");
    assertThat(fish(script, "mcpmux serve --det")).isEmpty();
    assertThat(fish(script, "mcpmux status --home /us")).startsWith("/usr/");
  }

  @Test
  void zsh_reads_it_as_a_function_that_completes() throws Exception {
    Path script = directory.resolve("completions/zsh/_mcpmux");

    assertThat(Files.readString(script))
        .startsWith("#compdef mcpmux\n")
        .contains("bashcompinit")
        .doesNotContain("compopt -")
        .endsWith("_bash_complete -o default -F _complete_mcpmux\n");
    assertThat(run("zsh", "-n", script.toString())).isEmpty();
  }

  private String fish(Path script, String line) throws Exception {
    return run(
        "fish",
        "--no-config",
        "-c",
        "source $argv[1]; complete -C $argv[2]",
        script.toString(),
        line);
  }

  private String run(String... words) throws Exception {
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(words)))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("HOME", directory.toString());
    Process process = null;
    try {
      process = builder.start();
    } catch (IOException e) {
      assumeTrue(false, words[0] + " is not installed");
    }
    assertThat(process.waitFor(30, SECONDS)).isTrue();
    return Files.readString(out).strip();
  }
}
