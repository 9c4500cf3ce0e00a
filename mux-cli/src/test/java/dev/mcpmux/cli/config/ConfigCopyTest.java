package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCopyTest {

  @TempDir private Path directory;
  private ConfigFiles files;

  @BeforeEach
  void aConfigAndWhatProgramsHaveDropped() throws Exception {
    files = new ConfigFiles(directory.resolve("config.json"));
    Files.writeString(
        files.file(),
        "\uFEFF{ // mine\n \"http\": {\"listen\": \"7337\"}, \"idleTimeout\": \"1h\",\n"
            + " \"telemetry\": {\"endpoint\": \"http://h:4318\"},"
            + " \"mcpServers\": {\"a\": {\"command\": \"x\", \"disabled\": true},"
            + " \"b\": {\"command\": \"y\"},},\n}");
    Files.createDirectory(files.dropIns());
    Files.writeString(
        files.dropIns().resolve("1.json"),
        "{\"mcpServers\":{\"b\":{\"command\":\"other\"},\"c\":{\"url\":\"http://h/\"}}}");
    Files.writeString(files.dropIns().resolve("2.json"), "{\"mcpServers\":{\"d\":{\"comm");
  }

  @Test
  void it_has_the_servers_that_are_wanted_and_what_is_no_server() throws Exception {
    Map<String, Object> copy = JsonTree.parse(ConfigCopy.of(files, name -> !name.equals("a")));

    assertThat(copy).containsEntry("idleTimeout", "1h");
    assertThat((Map<?, ?>) copy.get("mcpServers")).hasSize(2);
    assertThat(copy.get("mcpServers").toString()).contains("b={command=y}", "c={url=http://h/}");
  }

  @Test
  void it_neither_listens_nor_sends_where_the_daemon_does() throws Exception {
    assertThat(ConfigCopy.of(files, name -> true)).doesNotContain("7337", "4318");
  }

  @Test
  void a_server_that_is_off_is_off_in_the_copy() throws Exception {
    String copy = ConfigCopy.of(files, name -> true);

    assertThat(ConfigFile.parse("copy", copy).config().disabled()).containsExactly("a");
  }
}
