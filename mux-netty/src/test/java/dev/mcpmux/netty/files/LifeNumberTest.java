package dev.mcpmux.netty.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeNumberTest {

  private static final int NUMBERS = 1 << 14;

  @TempDir Path directory;

  @Test
  void each_life_has_numbers_of_its_own_that_fit_31_bits() {
    long first = next();

    assertThat(next()).isEqualTo((first + NUMBERS) % (1L << 31));
    assertThat(first).isBetween(0L, (1L << 31) - NUMBERS);
  }

  @Test
  void the_last_is_followed_by_the_first() throws Exception {
    Files.writeString(directory.resolve("lives.json"), "131071");

    assertThat(next()).isZero();
    assertThat(next()).isEqualTo(NUMBERS);
  }

  @Test
  void what_is_no_number_is_as_if_there_were_none() throws Exception {
    Files.writeString(directory.resolve("lives.json"), "-x");

    assertThat(next()).isBetween(0L, (1L << 31) - NUMBERS);
  }

  @Test
  void a_number_that_cannot_be_kept_is_not_the_one_that_was_kept_last() throws Exception {
    long first = next();
    Files.createDirectories(directory.resolve("lives.json.new/full")); // no draft can be there
    Files.writeString(directory.resolve("lives.json"), Long.toString(first / NUMBERS + 7));

    assertThat(next()).isNotEqualTo(first + 8 * NUMBERS);
  }

  private long next() {
    return LifeNumber.first(new StateFiles(directory));
  }
}
