package dev.mcpmux.netty.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpmux.core.port.ProcessLaunch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

class ExactStarterTest {

  private final ExactStarter starter = new ExactStarter(Optional.of(Path.of("/dist/starter")));
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void everything_is_told_in_variables_and_nothing_in_words() throws Exception {
    List<String> command =
        starter.command(
            launch("/w/\udce9", Map.of("A", "caf\udce9 100%", "É", "x\ny"), "cmd", "ü\udc80"),
            environment);

    assertThat(command).containsExactly("/dist/starter", "--exec");
    assertThat(environment)
        .containsExactly(
            Map.entry("MCPMUX_EXEC_0", "/w/%E9%002%00cmd%00ü%80%00A=caf%E9 100%25%00É=x\ny%00"));
  }

  @Test
  void what_is_long_is_cut_between_characters() throws Exception {
    String value = "\udce9" + "\uD83D\uDE00".repeat(100_000);

    starter.command(launch("/", Map.of("A", value), "cmd"), environment);

    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < environment.size(); i++) {
      String chunk = environment.get("MCPMUX_EXEC_" + i);
      assertThat(chunk.getBytes(UTF_8)).hasSizeLessThan(128_000);
      whole.append(chunk);
    }
    assertThat(whole.toString()).isEqualTo("/%001%00cmd%00A=%E9" + value.substring(1) + "%00");
  }

  @Test
  void without_a_program_for_it_the_part_is_named_and_no_value_is_shown() {
    ExactStarter none = new ExactStarter(Optional.empty());

    assertRefused(none, launch("/", Map.of("PASS\udce8", "hush\udce9"), "a"))
        .startsWith("the variable PASS\\xe8 has bytes that are not UTF-8");
    assertRefused(none, launch("/\udce9", Map.of(), "a")).startsWith("its directory has bytes");
    assertRefused(none, launch("/", Map.of(), "\udce9")).startsWith("its command has bytes");
    assertRefused(none, launch("/", Map.of(), "a", "b", "\udce9"))
        .startsWith("its argument 2 has bytes")
        .doesNotContain("\n");
  }

  @Test
  void what_no_program_can_be_given_is_refused() {
    for (String bad : List.of("\ud800", "\udce9\0")) {
      assertRefused(starter, launch("/", Map.of(), "a", bad))
          .isEqualTo("its argument 1 has a character that no program can be given");
      assertRefused(starter, launch("/", Map.of("V", bad), "a"))
          .isEqualTo("the variable V has a character that no program can be given");
    }
    assertRefused(starter, launch("/", Map.of("A=B", "\udce9"), "a"))
        .isEqualTo("a variable has a name that no program can be given");
  }

  private AbstractStringAssert<?> assertRefused(ExactStarter by, ProcessLaunch launch) {
    return assertThat(
        catchThrowableOfType(IOException.class, () -> by.command(launch, environment))
            .getMessage());
  }

  private static ProcessLaunch launch(String cwd, Map<String, String> variables, String... words) {
    return new ProcessLaunch(List.of(words), variables, cwd);
  }
}
