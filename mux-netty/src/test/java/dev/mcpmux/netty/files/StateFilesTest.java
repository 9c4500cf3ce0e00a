package dev.mcpmux.netty.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {

  @TempDir Path directory;

  @Test
  void what_was_kept_is_there_after_a_restart_for_the_user_only() throws Exception {
    StateFiles files = new StateFiles(directory);
    files.keep("traits", new byte[] {1});
    files.keep("traits", new byte[] {2});
    files.save("traits");
    files.save("traits");

    assertThat(new StateFiles(directory).load("traits")).containsExactly(2);
    assertThat(Files.getPosixFilePermissions(directory.resolve("traits.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(directory)
        .isDirectoryContaining("glob:**/traits.json")
        .isDirectoryNotContaining("glob:**/*.new");
  }

  @Test
  void a_directory_that_was_removed_comes_back() throws Exception {
    Path state = directory.resolve("state");
    StateFiles files = new StateFiles(state);
    files.keep("traits", new byte[] {1});
    files.save("traits");
    Files.delete(state.resolve("traits.json"));
    Files.delete(state);

    files.keep("traits", new byte[] {2});
    files.save("traits");

    assertThat(files.load("traits")).containsExactly(2);
    assertThat(Files.getPosixFilePermissions(state))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void what_was_never_kept_is_null() {
    assertThat(new StateFiles(directory).load("traits")).isNull();
  }
}
