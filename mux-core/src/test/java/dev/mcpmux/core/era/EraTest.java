package dev.mcpmux.core.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.legacy.LegacyParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EraTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/mcpmux/core");

  /** Who joins all parts must make them; see {@link MuxParts} and {@link LegacyParts}. */
  private static final String JOINS = "MuxParts.java";

  @Test
  void what_only_a_handshake_has_is_reached_through_the_era_alone() throws IOException {
    List<String> parts =
        Stream.of("LogLevels", "Subscriptions", "Tasks", "Elicitations", "Questions", "LegacyParts")
            .map(part -> "import dev.mcpmux.core.legacy." + part + ";")
            .toList();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> outside =
          files
              .filter(file -> file.toString().endsWith(".java") && !file.endsWith(JOINS))
              .filter(file -> !file.startsWith(SOURCES.resolve("era")))
              .filter(file -> parts.stream().anyMatch(text(file)::contains))
              .toList();
      assertThat(outside).isEmpty();
    }
  }

  @Test
  void nobody_but_who_joins_the_parts_names_an_implementation() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> naming =
          files
              .filter(file -> file.toString().endsWith(".java") && !file.endsWith(JOINS))
              .filter(file -> !file.startsWith(SOURCES.resolve("era")))
              .filter(file -> text(file).contains("HandshakeEra"))
              .toList();
      assertThat(naming).isEmpty();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
