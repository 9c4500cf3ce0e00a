package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.fallback.FallbackPolicy;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The config file and what lies in {@code servers.d} beside it. */
class ConfigFilesTest {

  @TempDir private Path directory;

  private ConfigFiles files;

  @BeforeEach
  void in_a_directory_of_its_own() {
    files = new ConfigFiles(directory.resolve("config.json"));
  }

  @Test
  void a_file_that_does_not_exist_is_an_empty_config() throws Exception {
    assertThat(files.load().config()).isEqualTo(MuxConfig.empty());
  }

  @Test
  void the_name_of_the_server_that_is_built_in_is_nobody_elses_while_it_is_on() throws Exception {
    write("servers.d/a.json", "{\"mcpServers\": {\"context\": {\"command\": \"c\"}}}");
    write("config.json", "{\"context\": {\"enabled\": true}}");

    ConfigFile on = files.load();

    assertThat(on.config().servers().get("context").launch())
        .isInstanceOfSatisfying(
            LaunchTemplate.Unusable.class,
            wrong -> assertThat(wrong.why()).contains("servers.d/a.json").contains("another name"));
    assertThat(on.errors()).hasSize(1);
    assertThat(on.withContext()).isEqualTo(on.config());
    write("config.json", "{\"mcpServers\": {}}");
    assertThat(files.load().errors()).isEmpty();
  }

  @Test
  void the_server_that_is_built_in_is_one_more_of_the_config() throws Exception {
    write(
        "config.json",
        "{\"context\": {\"enabled\": true}, \"mcpServers\": {\"a\": {\"command\": \"a\"}}}");

    ConfigFile on = files.load();

    assertThat(on.withContext().servers()).containsOnlyKeys("a", "context");
    write(
        "config.json",
        "{\"context\": {\"enabled\": true}, \"profiles\": {\"p\": {\"servers\": [\"context\"]}}}");
    assertThat(files.load().warnings()).isEmpty();
    assertThat(files.load().missing()).isEmpty();
    assertThat(on.context()).isEqualTo(new ContextSettings(true, false, false, 90, 50));
    assertThat(on.config().servers()).containsOnlyKeys("a");
  }

  @Test
  void a_file_may_begin_with_a_byte_order_mark() throws Exception {
    write("config.json", "\uFEFF{\"mcpServers\": {\"é\": {\"command\": \"é\"}}}");

    assertThat(files.load().config().servers()).containsOnlyKeys("é");
  }

  @Test
  void a_file_that_is_not_UTF_8_is_refused() throws Exception {
    Files.write(directory.resolve("config.json"), new byte[] {'{', (byte) 0xE9, '}'});

    assertThatThrownBy(files::load)
        .isInstanceOf(ConfigException.class)
        .hasMessage(directory.resolve("config.json") + ": not UTF-8");
  }

  @Test
  void what_a_session_does_without_a_daemon_is_said_by_its_server_first() throws Exception {
    write(
        "config.json",
        "{\"fallback\": \"fail\", \"mcpServers\": {\"a\": {\"command\": \"a\"}, \"b\":"
            + " {\"command\": \"b\", \"fallback\": \"run\"}}}");
    write(
        "servers.d/10.json",
        "{\"mcpServers\": {\"c\": {\"command\": \"c\", \"fallback\": \"run\"}}}");

    FallbackPolicy policy = files.load().fallback();

    assertThat(policy.runs()).isFalse();
    assertThat(policy.runs("a")).isFalse();
    assertThat(policy.runs("b")).isTrue();
    assertThat(policy.runs("c")).isTrue();
    assertThat(ConfigFile.empty().fallback().runs("a")).isTrue();
  }

  @Test
  void dropped_in_servers_come_behind_those_of_the_config_in_the_order_of_the_files_names()
      throws Exception {
    write(
        "config.json", "{\"mcpServers\": {\"z\": {\"command\": \"z\"}}, \"idleTimeout\": \"1h\"}");
    write(
        "servers.d/20.json", "{\"mcpServers\": {\"a\": {\"command\": \"a\", \"disabled\": true}}}");
    write(
        "servers.d/10.json",
        "{\"mcpServers\": {\"c\": {\"command\": \"c\"}, \"b\": {\"command\": \"b\"}}}");
    write("servers.d/README.txt", "not JSON");
    write("servers.d/.10.json.swp", "not JSON");
    write("servers.d/.hidden.json", "not JSON");

    ConfigFile config = files.load();

    assertThat(config.config().servers().keySet()).containsExactly("z", "c", "b", "a");
    assertThat(config.config().disabled()).containsExactly("a");
    assertThat(config.idleTimeout()).hasHours(1);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void of_one_name_there_is_one_server_and_both_files_are_named() throws Exception {
    write("config.json", "{\"mcpServers\": {\"a\": {\"command\": \"a\"}}}");
    write("servers.d/x.json", "{\"mcpServers\": {\"a\": {\"command\": \"a\"}}}");

    ConfigFile config = files.load();

    assertThat(config.errors())
        .containsExactly(
            directory.resolve("servers.d/x.json")
                + ":1:22: mcpServers.a: there is a server of this name in "
                + directory.resolve("config.json")
                + " as well");
    assertThat(config.config().servers().get("a").launch())
        .isInstanceOf(LaunchTemplate.Program.class);
  }

  @Test
  void what_only_the_config_can_say_is_warned_of_in_a_dropped_in_file() throws Exception {
    write("servers.d/x.json", "{\"idleTimeout\": \"1h\", \"mcpServer\": {}}");

    assertThat(files.load().warnings())
        .containsExactly(
            directory.resolve("servers.d/x.json") + ":1:2: idleTimeout: unknown key, ignored",
            directory.resolve("servers.d/x.json")
                + ":1:23: mcpServer: unknown key, ignored; did you mean \"mcpServers\"?");
  }

  @Test
  void a_profile_may_name_servers_of_every_file_and_one_that_there_is_not_is_warned_of()
      throws Exception {
    write(
        "config.json",
        "{\"mcpServers\": {\"alpha\": {\"command\": \"a\"}},"
            + " \"profiles\": {\"web\": [\"alpha\", \"beta\", \"alpah\"]}}");
    write("servers.d/x.json", "{\"mcpServers\": {\"beta\": {\"command\": \"b\"}}}");

    assertThat(files.load().warnings())
        .containsExactly(
            directory.resolve("config.json")
                + ": profiles.web: there is no server named \"alpah\"; did you mean \"alpha\"?");
  }

  @Test
  void a_dropped_in_file_that_is_broken_does_not_keep_the_others_from_starting() throws Exception {
    write("config.json", "{\"mcpServers\": {\"a\": {\"command\": \"a\"}}}");
    write("servers.d/1.json", "{\"mcpServers\": {\"b\": {\"command\": \"b\"}, \"c\" {}}}");
    write("servers.d/2.json", "{\"mcpServers\": {\"d\": {\"command\": \"d\"}}}");

    ConfigFiles.Partial partial = files.loadWhatIsRight();

    assertThat(partial.config().config().servers()).containsOnlyKeys("a", "d");
    assertThat(partial.errors())
        .singleElement()
        .asString()
        .startsWith(directory.resolve("servers.d/1.json") + ":1:44: mcpServers: ");
  }

  @Test
  void an_entry_that_is_wrong_is_off_and_all_others_of_its_file_work() throws Exception {
    write("config.json", "{\"mcpServers\": {\"a\": {\"command\": \"a\"}, \"b\": {}}}");
    write("servers.d/1.json", "{\"mcpServers\": {\"c\": 1, \"d\": {\"command\": \"d\"}}}");

    ConfigFile config = files.load();

    String b = directory.resolve("config.json") + ":1:45: mcpServers.b: command is missing";
    assertThat(config.config().servers()).containsOnlyKeys("a", "b", "c", "d");
    assertThat(config.config().servers().get("b").launch())
        .isEqualTo(new LaunchTemplate.Unusable(b));
    assertThat(config.off())
        .containsExactlyInAnyOrder(
            b, directory.resolve("servers.d/1.json") + ":1:22: mcpServers.c: expected an object");
  }

  @Test
  void a_config_file_that_is_broken_keeps_all_from_starting() throws Exception {
    write("config.json", "{");
    write("servers.d/2.json", "{\"mcpServers\": {\"d\": {\"command\": \"d\"}}}");

    assertThatThrownBy(files::loadWhatIsRight).isInstanceOf(ConfigException.class);
  }

  @Test
  void everything_that_is_wrong_in_any_file_is_named_at_once() throws Exception {
    write("config.json", "{\"idleTimeout\": 1}");
    write("servers.d/1.json", "{");
    write("servers.d/2.json", "[]");

    assertThatThrownBy(files::load)
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.messages())
                    .hasSize(3)
                    .anyMatch(message -> message.contains("config.json:1:17"))
                    .anyMatch(message -> message.contains("1.json:1:"))
                    .anyMatch(message -> message.contains("2.json:1:1: expected an object")));
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
