package dev.mcpmux.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedJavaTest {

  private static final String FOUND = "mcpmux.java";
  private static final Path RUNNING = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir private Path directory;
  private Home home;

  @BeforeEach
  void begin() {
    home = Home.of(directory.toString(), Map.of());
  }

  @AfterEach
  void clear() {
    System.clearProperty(FOUND);
  }

  @Test
  void it_is_written_once_and_again_only_when_it_is_another_one() throws Exception {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, RUNNING);
    System.setProperty(FOUND, RUNNING.toString());

    assertThat(RecordedJava.write(home)).isTrue();
    assertThat(RecordedJava.write(home)).isFalse();
    assertThat(RecordedJava.read(home)).contains(RUNNING);
    System.setProperty(FOUND, link.toString());
    assertThat(RecordedJava.write(home)).isTrue();

    assertThat(RecordedJava.read(home)).as("a link outlives an update").contains(link);
    assertThat(RecordedJava.file(home)).hasContent(link + "\n");
    try (Stream<Path> state = Files.list(home.state())) {
      assertThat(state).containsExactly(RecordedJava.file(home));
    }
  }

  @Test
  void what_the_launcher_did_not_have_to_look_for_is_not_written_down() throws Exception {
    assertThat(RecordedJava.write(home)).isFalse();

    assertThat(RecordedJava.file(home)).doesNotExist();
  }

  @Test
  void of_a_script_that_leads_to_a_java_the_java_is_written_down() throws Exception {
    Path shim = directory.resolve("java");
    Files.writeString(shim, "#!/bin/sh\nexec " + RUNNING + " \"$@\"\n");
    Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(RecordedJava.program(shim, RUNNING)).isEqualTo(RUNNING);
    assertThat(RecordedJava.program(directory.resolve("gone"), RUNNING)).isEqualTo(RUNNING);
  }

  @Test
  void one_that_is_gone_is_as_good_as_none() throws Exception {
    Files.createDirectories(home.state());
    for (String text : new String[] {"", "java\n", directory + "/gone\n", directory + "\n"}) {
      Files.writeString(RecordedJava.file(home), text);

      assertThat(RecordedJava.read(home)).as(text).isEmpty();
    }
  }
}
