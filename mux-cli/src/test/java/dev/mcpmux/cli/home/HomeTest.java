package dev.mcpmux.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.system.ProcessBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

  private static final long UID = PrivateDirectory.uid();
  private static final long NOBODY = 2_000_000_000;
  private static final Path USER = Path.of("/home/ann");
  private static final Path TEMPORARY = Path.of("/tmp");

  @TempDir private Path directory;

  @Test
  void everything_lies_under_the_directory_of_the_option_or_the_variable() {
    Home byOption = resolve("/srv/mux", Map.of("MCPMUX_HOME", "/elsewhere"), UID);
    Home byVariable = resolve(null, Map.of("MCPMUX_HOME", "/srv/mux"), UID);

    assertThat(byOption)
        .isEqualTo(byVariable)
        .isEqualTo(
            new Home(
                Path.of("/srv/mux"),
                Path.of("/srv/mux/config.json"),
                Path.of("/srv/mux/run"),
                Path.of("/srv/mux/run/mcpmux.sock"),
                Path.of("/srv/mux/logs"),
                Path.of("/srv/mux/state")));
  }

  @Test
  void a_home_that_is_not_UTF_8_is_the_one_that_is_meant() throws Exception {
    Path odd = Files.createDirectory(ProcessBytes.path(directory + "/caf\udce9 é%"));
    Map<String, String> environment =
        Map.of("HOME", directory + "/caf\udce9 é%", "XDG_RUNTIME_DIR", directory.toString());
    Home home = resolve(null, environment, UID);

    assertThat(odd.getFileName().toUri().getRawPath()).endsWith("/caf%E9%20%C3%A9%25");
    assertThat(home.config()).isEqualTo(odd.resolve(".config/mcpmux/config.json"));
    assertThatCode(home::check).doesNotThrowAnyException();
    assertThatThrownBy(resolve("/caf\udce9", Map.of(), UID)::check)
        .hasMessageStartingWith("a socket cannot be where the path is not UTF-8: /caf");
  }

  @Test
  void a_relative_directory_becomes_absolute() {
    assertThat(resolve("x/../mux", Map.of(), UID).root())
        .isEqualTo(Path.of("mux").toAbsolutePath());
  }

  @Test
  void without_one_the_XDG_directories_are_used() {
    Home home =
        resolve(
            null,
            Map.of(
                "XDG_CONFIG_HOME", "/c",
                "XDG_STATE_HOME", "/s",
                "XDG_RUNTIME_DIR", directory.toString(),
                "MCPMUX_HOME", ""),
            UID);

    assertThat(home.root()).isNull();
    assertThat(home.config()).isEqualTo(Path.of("/c/mcpmux/config.json"));
    assertThat(home.runtime()).isEqualTo(directory.resolve("mcpmux"));
    assertThat(home.socket()).isEqualTo(directory.resolve("mcpmux/mcpmux.sock"));
    assertThat(home.state()).isEqualTo(Path.of("/s/mcpmux"));
    assertThat(home.logs()).isEqualTo(Path.of("/s/mcpmux/logs"));
  }

  @Test
  void what_is_not_set_or_relative_falls_back_to_the_user_home_and_the_temporary_directory() {
    Home home = resolve(null, Map.of("XDG_CONFIG_HOME", "relative", "HOME", "/home/bea"), NOBODY);

    assertThat(home.config()).isEqualTo(Path.of("/home/bea/.config/mcpmux/config.json"));
    assertThat(home.state()).isEqualTo(Path.of("/home/bea/.local/state/mcpmux"));
    assertThat(home.socket()).isEqualTo(Path.of("/tmp/mcpmux-" + NOBODY + "/mcpmux.sock"));
    assertThat(resolve(null, Map.of(), NOBODY).config())
        .isEqualTo(USER.resolve(".config/mcpmux/config.json"));
  }

  @Test
  void the_runtime_directory_of_somebody_else_is_not_used() {
    Home home = resolve(null, Map.of("XDG_RUNTIME_DIR", directory.toString()), NOBODY);

    assertThat(home.runtime()).isEqualTo(Path.of("/tmp/mcpmux-" + NOBODY));
  }

  @Test
  void a_socket_path_that_is_too_long_becomes_a_hash_in_the_runtime_directory() throws Exception {
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
    String fits =
        "/" + "x".repeat(Home.MAX_SOCKET_BYTES - "/".length() - "/run/mcpmux.sock".length());
    String tooLong = fits + "x";
    String tooLongInBytes = fits.substring(1) + "é";

    assertThat(resolve(fits, environment, UID).socket())
        .isEqualTo(Path.of(fits + "/run/mcpmux.sock"));
    Home home = resolve(tooLong, environment, UID);
    assertThat(home.socket().getParent()).isEqualTo(directory.resolve("mcpmux"));
    assertThat(home.socket().getFileName().toString()).matches("[0-9a-f]{16}\\.sock");
    assertThat(home.runtime()).isEqualTo(Path.of(tooLong, "run"));
    assertThat(resolve(tooLong, environment, UID)).isEqualTo(home);
    assertThat(resolve("/" + tooLongInBytes, environment, UID).socket().getParent())
        .isEqualTo(directory.resolve("mcpmux"));
  }

  @Test
  void if_the_runtime_directory_is_too_long_as_well_it_is_the_temporary_one() throws Exception {
    Path deep = Files.createDirectories(directory.resolve("d".repeat(100)));

    Home home = resolve(null, Map.of("XDG_RUNTIME_DIR", deep.toString()), UID);

    assertThat(home.runtime()).isEqualTo(deep.resolve("mcpmux"));
    assertThat(home.socket().getParent()).isEqualTo(Path.of("/tmp/mcpmux-" + UID));
  }

  private static Home resolve(String option, Map<String, String> environment, long uid) {
    return Home.resolve(option, environment, USER, TEMPORARY, uid);
  }
}
