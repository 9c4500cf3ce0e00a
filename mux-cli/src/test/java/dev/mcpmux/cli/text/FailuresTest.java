package dev.mcpmux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {

  @TempDir Path directory;

  @Test
  void a_failure_of_the_file_system_is_said_in_words() throws Exception {
    Path file = Files.createFile(directory.resolve("state"));

    assertThat(failure(() -> Files.readString(directory.resolve("none"))))
        .isEqualTo("no such file or directory: " + directory.resolve("none"));
    assertThat(failure(() -> PrivateDirectory.createUnchecked(file)))
        .isEqualTo("exists and is no directory: " + file);
    assertThat(Failures.describe(new AccessDeniedException("/root")))
        .isEqualTo("permission denied: /root");
    assertThat(Failures.describe(new FileSystemException("/a", null, "File name too long")))
        .isEqualTo("File name too long: /a");
  }

  @Test
  void a_sentence_stays_as_it_is_and_a_bug_keeps_its_name() {
    assertThat(Failures.describe(new IOException("the daemon does not answer")))
        .isEqualTo("the daemon does not answer");
    assertThat(Failures.describe(new IOException())).isEqualTo("java.io.IOException");
    assertThat(Failures.describe(new IllegalStateException("n")))
        .isEqualTo("java.lang.IllegalStateException: n");
  }

  private interface Action {
    void run() throws IOException;
  }

  private static String failure(Action action) {
    return Failures.describe(catchThrowableOfType(IOException.class, action::run));
  }
}
