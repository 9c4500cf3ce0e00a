package dev.mcpmux.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTrustTest {

  private static final String SERVER = "{\"mcpServers\": {\"%s\": {\"command\": \"x\"}}}";

  @TempDir private Path directory;

  private Path file(String name, String mode) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, SERVER.formatted(name.replaceAll("\\W", "")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private static void giveAway(Path file) throws IOException {
    assumeTrue(PrivateDirectory.uid() == 0, "only root can make a file of another user");
    Files.setAttribute(file, "unix:uid", 12345);
  }

  @Test
  void a_file_of_our_own_is_trusted_and_one_that_is_not_there_is_no_matter() throws Exception {
    Path file = file("config.json", "rw-r--r--");

    FileTrust.check(file);
    FileTrust.check(directory.resolve("none"));

    assertThat(FileTrust.warning(file)).isEmpty();
    assertThat(new ConfigFiles(file).load().warnings()).isEmpty();
  }

  @Test
  void a_config_that_everybody_may_write_is_refused_and_one_of_a_group_is_warned_of()
      throws Exception {
    Path file = file("config.json", "rw-rw-rw-");

    assertThatThrownBy(() -> new ConfigFiles(file).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.json may be written by everybody");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(new ConfigFiles(file).load().warnings())
        .singleElement()
        .asString()
        .contains("may be written by its group");
  }

  @Test
  void a_dropped_in_file_that_everybody_may_write_is_left_out() throws Exception {
    file("servers.d/bad.json", "rw-rw-rw-");
    file("servers.d/good.json", "rw-------");

    ConfigFiles.Partial partial =
        new ConfigFiles(directory.resolve("config.json")).loadWhatIsRight();

    assertThat(partial.config().config().servers()).containsOnlyKeys("serversdgoodjson");
    assertThat(partial.errors()).singleElement().asString().contains("bad.json may be written");
  }

  @Test
  void a_config_of_another_user_is_refused() throws Exception {
    Path file = file("config.json", "rw-r--r--");
    giveAway(file);

    assertThatThrownBy(() -> new ConfigFiles(file).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.json belongs to uid 12345");
  }

  @Test
  void a_directory_of_another_user_adds_no_server() throws Exception {
    file("servers.d/a.json", "rw-r--r--");
    giveAway(directory.resolve("servers.d"));

    ConfigFiles.Partial partial =
        new ConfigFiles(directory.resolve("config.json")).loadWhatIsRight();

    assertThat(partial.config().config().servers()).isEmpty();
    assertThat(partial.errors())
        .singleElement()
        .asString()
        .contains("servers.d belongs to uid 12345");
  }
}
