package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.tap.Feed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What may be held, as {@code docs/limits.md} adds it up, fits into what the launcher gives. */
class MemoryTableTest {

  private static final long MIB = 1 << 20;
  private static final long SMALL_BYTES = 36 * MIB;
  private static final long FOUND_BYTES = 40 * MIB;
  private static final long UNUSED_PIECES_BYTES = 64 * MIB;
  private static final long UNCOUNTED_BYTES = 64 * 1024;

  private final Limits limits = Limits.defaults();

  @Test
  void all_that_may_be_held_in_the_heap_leaves_a_fifth_of_it_free() throws IOException {
    List<Long> rows =
        List.of(
            limits.maxParkedBytes(),
            limits.maxParkedBytes() + limits.maxSessions() * UNCOUNTED_BYTES,
            3L * limits.maxFrameBytes(),
            2 * limits.maxKeptBytes(),
            3L * limits.maxHelloBytesTogether(),
            2 * limits.maxListBytesTogether(),
            3L * limits.maxListBytes(),
            limits.maxCatalogBytes(),
            4L * HttpLimits.defaults().maxKeptSessionBytes(),
            limits.maxNameBytes(),
            FOUND_BYTES,
            Feed.MAX_HELD_BYTES,
            SMALL_BYTES);

    assertThat(table("## The heap")).isEqualTo(withSum(rows));
    assertThat(sum(rows)).isLessThan(option("-Xmx") / 5 * 4);
  }

  @Test
  void all_that_may_be_held_in_buffers_is_less_than_there_may_be() throws IOException {
    List<Long> rows =
        List.of(limits.maxBufferBytes() / 4 * 5, 2L * limits.maxFrameBytes(), UNUSED_PIECES_BYTES);

    assertThat(table("## Buffers")).isEqualTo(withSum(rows));
    assertThat(sum(rows)).isLessThan(option("-XX:MaxDirectMemorySize="));
  }

  @Test
  void the_longest_message_can_wait_and_be_unsent() {
    assertThat(limits.maxParkedBytes()).isGreaterThan(limits.maxFrameBytes() + 512L);
    assertThat(limits.maxBufferBytes()).isGreaterThan(2 * limits.sessionOutputHardBytes());
    assertThat(limits.maxHelloBytes()).isLessThanOrEqualTo(limits.maxHelloBytesTogether());
    assertThat(limits.maxListBytes()).isLessThanOrEqualTo(limits.maxFrameBytes());
  }

  private static long sum(List<Long> rows) {
    return rows.stream().mapToLong(Long::longValue).sum();
  }

  /** In MiB. */
  private static List<Long> withSum(List<Long> rows) {
    List<Long> all = new ArrayList<>(rows);
    all.add(sum(rows));
    return all.stream().map(bytes -> bytes / MIB).toList();
  }

  /** The numbers in the last column of the first table below a heading. */
  private static List<Long> table(String heading) throws IOException {
    String page = Files.readString(Path.of("../docs/limits.md"));
    List<Long> numbers = new ArrayList<>();
    for (String line : page.substring(page.indexOf(heading)).lines().skip(1).toList()) {
      if (line.startsWith("## ")) {
        break;
      }
      Matcher number = Pattern.compile("\\| (\\d+) \\|$").matcher(line);
      if (number.find()) {
        numbers.add(Long.parseLong(number.group(1)));
      }
    }
    return numbers;
  }

  /** What the launcher gives the daemon's JVM. */
  private static long option(String name) throws IOException {
    String launcher = Files.readString(Path.of("src/main/dist/bin/mcpmux"));
    String serve = launcher.substring(launcher.indexOf("  serve/*)"));
    Matcher value = Pattern.compile(Pattern.quote(name) + "(\\d+)([mg])").matcher(serve);
    assertThat(value.find()).as(name).isTrue();
    return Long.parseLong(value.group(1)) * (value.group(2).equals("g") ? 1024 : 1) * MIB;
  }
}
