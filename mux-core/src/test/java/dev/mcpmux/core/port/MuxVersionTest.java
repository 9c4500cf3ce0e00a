package dev.mcpmux.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MuxVersionTest {

  @Test
  void the_version_is_that_of_the_build() {
    assertThat(MuxVersion.get()).matches("\\d+\\.\\d+\\.\\d+(-.+)?");
  }
}
