package dev.mcpmux.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTokenTest {

  @TempDir private Path directory;

  private HttpToken token() {
    return new HttpToken(directory.resolve("state/http-token"));
  }

  private String mode() throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(token().file()));
  }

  @Test
  void it_is_made_once_of_256_random_bits_and_is_its_owners_alone() throws Exception {
    String made = token().get();

    assertThat(made).matches("[A-Za-z0-9_-]{43}");
    assertThat(mode()).isEqualTo("rw-------");
    assertThat(token().get()).isEqualTo(made);
    assertThat(new HttpToken(directory.resolve("other")).get()).isNotEqualTo(made);
  }

  @Test
  void a_new_one_takes_its_place() throws Exception {
    String old = token().get();

    String fresh = token().rotate();

    assertThat(fresh).isNotEqualTo(old);
    assertThat(token().get()).isEqualTo(fresh);
    assertThat(mode()).isEqualTo("rw-------");
    assertThat(Files.list(token().file().getParent())).hasSize(1);
  }

  @Test
  void one_that_others_can_read_or_that_is_empty_is_not_used() throws Exception {
    token().get();
    Files.setPosixFilePermissions(token().file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> token().get()).hasMessageContaining("must have mode 0600");

    Files.setPosixFilePermissions(token().file(), PosixFilePermissions.fromString("rw-------"));
    Files.writeString(token().file(), "\n");
    assertThatThrownBy(() -> token().get()).hasMessageContaining("is empty");
  }
}
