package dev.mcpmux.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.home.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCheckTest {

  @TempDir private Path directory;

  @Test
  void a_home_without_anything_is_right() throws Exception {
    var found = new FileCheck(Home.of(directory.toString(), Map.of())).look();

    assertThat(found).hasSize(1);
    assertThat(found.get(0).level()).isEqualTo(Finding.Level.OK);
    assertThat(found.get(0).text()).contains("mcpmux.sock").contains(" of 107 bytes");
  }

  @Test
  void a_directory_of_the_socket_that_others_may_enter_is_a_problem_with_its_remedy()
      throws Exception {
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));

    var found = new FileCheck(Home.of(directory.toString(), Map.of())).look();

    assertThat(found).isNotEmpty();
    assertThat(found.get(0).level()).isEqualTo(Finding.Level.PROBLEM);
    assertThat(found.get(0).text()).contains("mode 755");
    assertThat(found.get(0).next()).isEqualTo("chmod 700 " + run);
  }

  @Test
  void a_state_directory_that_everybody_may_write_is_a_problem() throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));

    var found = new FileCheck(Home.of(directory.toString(), Map.of())).look();

    assertThat(found.get(0).level()).isEqualTo(Finding.Level.PROBLEM);
    assertThat(found.get(0).next()).isEqualTo("chmod go-w " + state);
  }

  @Test
  void a_disk_without_room_is_a_problem() {
    assertThat(FileCheck.room(directory, FileCheck.MIN_BYTES)).isEmpty();
    assertThat(FileCheck.room(directory, 4096).orElseThrow().text())
        .contains(directory.toString())
        .contains("4 KB");
  }
}
