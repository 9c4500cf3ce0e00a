package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.HttpLimits;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/config.md} says what the program does. */
class ConfigDocumentTest {

  private static final Pattern EXAMPLE = Pattern.compile("```jsonc?\n(.*?)```", Pattern.DOTALL);

  private final Path document = Path.of("..", "docs", "config.md");

  @Test
  void every_limit_is_there_with_its_default() throws Exception {
    String text = Files.readString(document);
    for (Record defaults : List.of(Limits.defaults(), HttpLimits.defaults())) {
      for (RecordComponent limit : defaults.getClass().getRecordComponents()) {
        Object value = limit.getAccessor().invoke(defaults);

        assertThat(text).contains("| `" + limit.getName() + "` | " + value + " |");
      }
    }
  }

  @Test
  void every_example_is_read_without_a_warning() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(document));
    int examples = 0;
    for (; example.find(); examples++) {
      assertThat(ConfigFileTest.rightOnly("example", example.group(1)).warnings()).isEmpty();
    }
    assertThat(examples).isGreaterThan(1);
  }
}
