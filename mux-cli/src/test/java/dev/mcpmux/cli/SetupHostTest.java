package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupHostTest {

  @TempDir private Path home;

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
