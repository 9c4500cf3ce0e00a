package dev.mcpmux.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.core.config.SessionEnv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the config says of the variables of sessions keeps sessions apart: it is never lost. */
class SessionEnvReloadTest {

  private static final String KEEP =
      "{\"sessionEnv\": {\"keep\": [\"SSH_AUTH_SOCK\"]}, \"mcpServers\": {}}";

  @Test
  void a_config_that_is_read_again_keeps_its_rules() throws Exception {
    ConfigFile before = ConfigFile.parse("c.json", KEEP);

    ConfigFile now = ConfigFile.parse("c.json", KEEP).whereWrong(before);

    assertThat(now.config().rules().sessionEnv())
        .isEqualTo(new SessionEnv(List.of(), List.of("SSH_AUTH_SOCK")));
  }

  @Test
  void a_config_that_is_read_again_has_the_rules_that_it_says_now() throws Exception {
    ConfigFile before = ConfigFile.parse("c.json", "{\"mcpServers\": {}}");

    ConfigFile now = ConfigFile.parse("c.json", KEEP).whereWrong(before);
    assertThat(now.config().rules().sessionEnv().keep()).containsExactly("SSH_AUTH_SOCK");

    assertThat(before.whereWrong(now).config().rules().sessionEnv()).isEqualTo(SessionEnv.none());
  }

  @Test
  void a_config_with_wrong_rules_is_refused_as_a_whole(@TempDir Path directory) throws Exception {
    String wrong = KEEP.replace("[\"SSH_AUTH_SOCK\"]", "7");
    Path file = Files.writeString(directory.resolve("config.json"), wrong);

    assertThatThrownBy(() -> ConfigFile.parse("c.json", wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sessionEnv.keep");
    assertThatThrownBy(() -> new ConfigFiles(file).loadWhatIsRight())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sessionEnv.keep");
  }
}
