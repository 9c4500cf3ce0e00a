package dev.mcpmux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupHostTest {

  @TempDir private Path home;

  @Test
  void aClientThatDropsTheRuntimeDirectoryReachesTheSameDaemon() {
    Map<String, String> shell =
        Map.of("HOME", home.toString(), "PATH", "/bin", "XDG_RUNTIME_DIR", home.toString());
    Map<String, String> codex = new HashMap<>(Map.of("HOME", home.toString(), "PATH", "/bin"));

    codex.putAll(SetupHost.variables(Home.of(null, shell), shell));

    assertThat(Home.of(null, codex)).isEqualTo(Home.of(null, shell));
  }

  @Test
  void theRuntimeDirectoryOfTheLoginNeedsNoName() {
    Map<String, String> shell =
        Map.of("HOME", home.toString(), "XDG_RUNTIME_DIR", "/run/user/" + PrivateDirectory.uid());

    assertThat(SetupHost.variables(Home.of(null, shell), shell)).isEmpty();
  }

  @Test
  void rootMakesNoFilesInTheHomeOfAnotherUser() throws IOException {
    if (PrivateDirectory.uid() == 0) {
      assertThatCode(() -> SetupHost.checkUser(home, 0)).doesNotThrowAnyException();
      Files.setAttribute(home, "unix:uid", 12345);
    }

    assertThatThrownBy(() -> SetupHost.checkUser(home, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(home + " belongs to another user");
    assertThatCode(() -> SetupHost.checkUser(home, 12345)).doesNotThrowAnyException();
  }
}
