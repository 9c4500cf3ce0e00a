package dev.mcpmux.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BelongingsTest {

  @TempDir private Path user;
  private Path runtime;

  @BeforeEach
  void begin() throws IOException {
    runtime = Files.createDirectories(user.resolve("run/mcpmux"));
  }

  @Test
  void sockets_of_other_homes_in_the_same_directory_stay() throws Exception {
    Path own = file("mcpmux.sock");
    Path lock = file("daemon.lock");
    Path starting = file("start.lock");
    Path other = file("0123456789abcdef.sock");

    Belongings belongings = of(runtime, own);

    assertThat(belongings.paths()).containsExactlyInAnyOrder(own, lock, starting);
    assertThat(belongings.others()).containsExactly(other);
    belongings.remove();
    assertThat(runtime).isDirectoryContaining(path -> path.equals(other));
    assertThat(own).doesNotExist();
  }

  @Test
  void a_home_whose_socket_lies_elsewhere_takes_no_other_from_there() throws Exception {
    Path own = file("0123456789abcdef.sock");
    Path common = file("mcpmux.sock");
    Path held = file("daemon.lock");

    Belongings belongings = of(user.resolve("long/run"), own);

    assertThat(belongings.paths()).containsExactly(own);
    belongings.remove();
    assertThat(own).doesNotExist();
    assertThat(common).exists();
    assertThat(held).exists();
  }

  @Test
  void what_a_daemon_that_is_starting_binds_stays() throws Exception {
    Path left = file("s999999999");
    Path bound = file("s" + ProcessHandle.current().pid());

    assertThat(of(runtime, runtime.resolve("mcpmux.sock")).paths()).containsExactly(left);
    assertThat(bound).exists();
  }

  @Test
  void what_is_kept_in_databases_goes_with_all_that_lies_beside_them() throws Exception {
    Path state = Files.createDirectories(user.resolve("state"));
    for (String name :
        new String[] {
          "context.db",
          "context.db-wal",
          "context.db-shm",
          "context.db.corrupt",
          "usage.db",
          "usage.db-journal",
          "usage.db.corrupt2",
          "context.db.corrupt2-wal"
        }) {
      Files.createFile(state.resolve(name));
    }
    Path other = Files.createFile(state.resolve("context.db.mine"));

    Belongings belongings = of(runtime, runtime.resolve("mcpmux.sock"));

    assertThat(belongings.others()).containsExactly(other);
    assertThat(belongings.paths()).hasSize(8);
  }

  private Belongings of(Path directory, Path socket) throws IOException {
    return new Belongings(user)
        .state(user.resolve("state"), user.resolve("state/logs"), directory, socket);
  }

  private Path file(String name) throws IOException {
    return Files.createFile(runtime.resolve(name));
  }
}
