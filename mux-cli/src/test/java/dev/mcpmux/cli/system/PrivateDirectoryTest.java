package dev.mcpmux.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {

  @TempDir private Path temporary;

  @Test
  void it_is_made_with_what_is_missing_above_it_and_nobody_else_can_enter() throws Exception {
    Path directory = temporary.resolve("a/b");

    PrivateDirectory.create(directory);
    PrivateDirectory.create(directory);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void one_that_others_can_enter_is_refused() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatThrownBy(() -> PrivateDirectory.create(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("mode 755");
  }

  @Test
  void a_link_to_a_private_directory_is_refused() throws Exception {
    Path directory = temporary.resolve("private");
    PrivateDirectory.create(directory);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);

    assertThatThrownBy(() -> PrivateDirectory.create(link)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PrivateDirectory.check(link)).isInstanceOf(IOException.class);
  }

  @Test
  void one_that_does_not_exist_is_nothing_to_complain_of() throws Exception {
    PrivateDirectory.check(temporary.resolve("none"));
  }
}
