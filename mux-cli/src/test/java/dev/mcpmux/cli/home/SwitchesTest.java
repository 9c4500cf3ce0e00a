package dev.mcpmux.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.core.config.MuxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said of servers beside the config. */
class SwitchesTest {

  @TempDir private Path directory;
  private Path file;
  private MuxConfig config;

  @BeforeEach
  void with_one_server_on_and_one_off() throws Exception {
    file = directory.resolve("state").resolve("switches.json");
    config =
        ConfigFile.parse(
                "config.json",
                "{\"mcpServers\": {\"on\": {\"command\": \"x\"},"
                    + " \"off\": {\"command\": \"x\", \"disabled\": true}}}")
            .config();
  }

  @Test
  void without_a_word_the_config_holds() {
    Switches switches = Switches.load(file);

    assertThat(switches.over(config).disabled()).containsExactly("off");
    assertThat(switches.notices(config)).isEmpty();
  }

  @Test
  void what_was_said_goes_before_the_config_and_lasts() throws Exception {
    Switches switches = Switches.load(file);

    switches.set("on", false, config);
    switches.set("off", true, config);

    assertThat(Switches.load(file).over(config).disabled()).containsExactly("on");
    assertThat(Switches.load(file).notices(config))
        .containsExactly(
            "server \"off\" is enabled by mcpmux enable, although the config disables it",
            "server \"on\" is disabled by mcpmux disable");
  }

  @Test
  void what_the_config_says_itself_is_not_kept() throws Exception {
    Switches switches = Switches.load(file);
    switches.set("on", false, config);

    switches.set("on", true, config);

    assertThat(Files.readString(file)).contains("\"servers\":{}");
  }

  @Test
  void what_cannot_be_kept_was_not_said() throws Exception {
    Files.writeString(file.getParent(), "a file where the directory would be");
    Switches switches = Switches.load(file);

    assertThatThrownBy(() -> switches.set("on", false, config)).isInstanceOf(IOException.class);

    assertThat(switches.over(config).disabled()).containsExactly("off");
  }

  @Test
  void a_file_that_is_broken_says_nothing() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"servers\": {");

    assertThat(Switches.load(file).over(config).disabled()).containsExactly("off");
  }
}
