package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {

  @TempDir Path directory;

  @Test
  void what_has_no_place_is_in_a_directory_that_goes_in_the_end() throws Exception {
    Directories directories = new Directories(Optional.empty());
    directories.state(directory.resolve("chosen"));
    directories.prepare();
    Path logs = directories.makeLogs();
    Path state = directories.makeState();
    Files.writeString(logs.resolve("server.log"), "a line");

    directories.removeTemporary();

    assertThat(logs.getParent()).doesNotExist();
    assertThat(state).isEqualTo(directory.resolve("chosen")).exists();
  }

  @Test
  void what_is_beside_a_socket_stays() throws Exception {
    Directories directories = new Directories(Optional.of(directory.resolve("mcpmux.sock")));
    directories.prepare();
    Path logs = directories.makeLogs();

    directories.removeTemporary();

    assertThat(logs).isEqualTo(directory.resolve("logs")).exists();
  }
}
