package dev.mcpmux.netty.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildsTest {

  @ParameterizedTest
  @CsvSource({
    "0.2.0, 0.1.9, true",
    "0.10.0, 0.9.0, true",
    "1, 0.9.0, true",
    "0.1.1, 0.1, true",
    "0.1.0, 0.1.0-SNAPSHOT, true",
    "0.1.0-SNAPSHOT, 0.1.0-SNAPSHOT, false",
    "0.1.0-SNAPSHOT, 0.1.0, false",
    "0.1.0, 0.1, false",
    "0.1.8, 0.1.9, false",
    "'', 0.1.9, false",
    "99999999999999999999, 0.1.9, false",
    "latest, 0.1.9, false",
  })
  void a_version_is_later_by_its_numbers(String version, String than, boolean later) {
    assertThat(Builds.isLater(version, than)).isEqualTo(later);
  }
}
