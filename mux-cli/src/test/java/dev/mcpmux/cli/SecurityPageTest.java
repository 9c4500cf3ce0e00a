package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code SECURITY.md} claims. */
class SecurityPageTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Fuzz))\\.(\\w+)`");
  private static final Pattern SCRIPT = Pattern.compile("`([\\w-]+\\.txt)`");

  @Test
  void each_test_that_it_names_is_there() throws Exception {
    String page = Files.readString(ROOT.resolve("SECURITY.md"));
    Map<String, Path> files = tests();

    List<MatchResult> named = TEST.matcher(page).results().toList();
    assertThat(named).hasSizeGreaterThan(40);
    for (MatchResult test : named) {
      Path file = files.get(test.group(1) + ".java");
      assertThat(file).as(test.group()).isNotNull();
      assertThat(Files.readString(file)).contains("void " + test.group(2) + "(");
    }
    for (MatchResult script : SCRIPT.matcher(page).results().toList()) {
      assertThat(ROOT.resolve("mux-core/src/test/resources/scripts/" + script.group(1))).exists();
    }
  }

  @Test
  void each_sentence_of_what_somebody_cannot_do_names_one() throws Exception {
    List<String> claims =
        Files.readAllLines(ROOT.resolve("SECURITY.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| cannot"))
            .toList();

    assertThat(claims)
        .hasSizeGreaterThan(25)
        .allSatisfy(line -> assertThat(line).containsPattern("`\\w+(Test|IT|Fuzz)(\\.\\w+)?`"));
  }

  private static Map<String, Path> tests() throws IOException {
    Map<String, Path> files = new HashMap<>();
    for (String module : List.of("mux-core", "mux-netty", "mux-cli")) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(module + "/src/test/java"))) {
        all.filter(Files::isRegularFile)
            .forEach(file -> files.put(file.getFileName().toString(), file));
      }
    }
    return files;
  }
}
