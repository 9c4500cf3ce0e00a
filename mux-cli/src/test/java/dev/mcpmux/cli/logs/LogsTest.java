package dev.mcpmux.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
  private static final Instant NOON = Instant.parse("2025-11-30T12:00:00Z");

  @TempDir Path directory;
  private Path slack;
  private Path daemon;
  private Logs logs;

  @BeforeEach
  void begin() {
    slack = directory.resolve("slack.log");
    daemon = directory.resolve("daemon.log");
    logs = new Logs(directory, null);
  }

  private static String server(int second, String text) {
    return NOON.plusSeconds(second) + " 42 stderr: " + text + "\n";
  }

  private static String own(int second, String text) {
    return LOCAL.format(at(second)) + " INFO    " + text + "\n";
  }

  private static LocalDateTime at(int second) {
    return LocalDateTime.ofInstant(NOON.plusSeconds(second), ZoneId.systemDefault());
  }

  private static String shown(int second, String rest) {
    return LOCAL.format(at(second)) + " " + rest;
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void lines_of_all_logs_come_in_the_order_of_time_with_those_of_the_file_before()
      throws Exception {
    append(directory.resolve("slack.log.1"), server(1, "one"));
    append(slack, server(3, "three") + server(5, "five"));
    append(daemon, own(2, "two") + "\tat a.stack.Trace\n" + own(4, "four"));

    assertThat(logs.last(10))
        .containsExactly(
            shown(1, "slack 42 stderr: one"),
            shown(2, "daemon INFO    two"),
            shown(2, "daemon  at a.stack.Trace"),
            shown(3, "slack 42 stderr: three"),
            shown(4, "daemon INFO    four"),
            shown(5, "slack 42 stderr: five"));
    assertThat(new Logs(directory, null).last(2))
        .containsExactly(shown(4, "daemon INFO    four"), shown(5, "slack 42 stderr: five"));
    assertThat(new Logs(directory, daemon).last(1))
        .containsExactly(shown(4, "daemon INFO    four"));
  }

  @Test
  void since_leaves_out_what_is_older() throws Exception {
    append(slack, server(1, "one") + server(3, "three"));
    Path old = directory.resolve("old.log");
    append(old, server(9, "is not looked at, as nothing was written to it since"));
    Files.setLastModifiedTime(old, FileTime.from(NOON));
    append(daemon, own(2, "two"));

    assertThat(logs.since(NOON.plusSeconds(2), Integer.MAX_VALUE))
        .containsExactly(shown(2, "daemon INFO    two"), shown(3, "slack 42 stderr: three"));
    assertThat(new Logs(directory, null).since(NOON.plusSeconds(2), 1))
        .containsExactly(shown(3, "slack 42 stderr: three"));
  }

  @Test
  void what_is_written_later_comes_once_it_is_whole() throws Exception {
    append(slack, server(1, "one"));
    logs.last(10);
    append(slack, server(2, "two") + "2025-11-30T12:00:03Z 42 std");
    append(directory.resolve("new.log"), server(1, "in a new log"));

    assertThat(logs.more())
        .containsExactly(shown(1, "new 42 stderr: in a new log"), shown(2, "slack 42 stderr: two"));
    assertThat(logs.more()).isEmpty();
    append(slack, "err: three\n");
    assertThat(logs.more()).containsExactly(shown(3, "slack 42 stderr: three"));
  }

  @Test
  void a_log_that_is_renamed_is_followed_into_the_next() throws Exception {
    append(slack, server(1, "one"));
    logs.last(10);
    append(slack, server(2, "two"));
    Files.move(slack, directory.resolve("slack.log.1"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(logs.more()).isEmpty();
    append(slack, server(3, "three"));

    assertThat(logs.more())
        .containsExactly(shown(2, "slack 42 stderr: two"), shown(3, "slack 42 stderr: three"));
    append(slack, server(4, "four"));
    assertThat(logs.more()).containsExactly(shown(4, "slack 42 stderr: four"));
  }

  @Test
  void a_log_that_is_copied_and_cut_is_followed_as_well() throws Exception {
    append(daemon, own(1, "one".repeat(50)));
    logs.last(10);
    append(daemon, own(2, "two"));
    Files.copy(daemon, directory.resolve("daemon.log.1"));
    try (FileChannel channel = FileChannel.open(daemon, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    append(daemon, own(3, "three"));

    assertThat(logs.more())
        .containsExactly(shown(2, "daemon INFO    two"), shown(3, "daemon INFO    three"));
  }

  @Test
  void a_log_much_longer_than_what_is_wanted_is_read_from_a_whole_line_on() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append(server(i, "line " + i));
    }
    append(slack, text.toString());

    assertThat(logs.last(3))
        .containsExactly(
            shown(19_997, "slack 42 stderr: line 19997"),
            shown(19_998, "slack 42 stderr: line 19998"),
            shown(19_999, "slack 42 stderr: line 19999"));
  }

  @Test
  void lines_without_a_time_at_the_end_of_a_log_came_when_it_was_last_written() throws Exception {
    append(daemon, own(1, "days ago") + "the launcher finds no Java\n\tno path\n");
    Files.setLastModifiedTime(daemon, FileTime.from(NOON.plusSeconds(100)));
    append(slack, server(50, "fifty") + server(200, "later"));

    assertThat(logs.last(10))
        .containsExactly(
            shown(1, "daemon INFO    days ago"),
            shown(50, "slack 42 stderr: fifty"),
            shown(100, "daemon the launcher finds no Java"),
            shown(100, "daemon  no path"),
            shown(200, "slack 42 stderr: later"));
    assertThat(new Logs(directory, daemon).since(NOON.plusSeconds(60), Integer.MAX_VALUE))
        .containsExactly(
            shown(100, "daemon the launcher finds no Java"), shown(100, "daemon  no path"));
  }

  @Test
  void lines_without_a_time_at_the_start_of_a_log_came_with_the_first_that_has_one()
      throws Exception {
    append(daemon, "a word of the JVM\n" + own(3, "three"));
    Path none = directory.resolve("none.log");
    append(none, "no line has a time\n");
    Files.setLastModifiedTime(none, FileTime.from(NOON.plusSeconds(2)));
    append(slack, server(1, "one"));

    assertThat(logs.last(10))
        .containsExactly(
            shown(1, "slack 42 stderr: one"),
            shown(2, "none no line has a time"),
            shown(3, "daemon a word of the JVM"),
            shown(3, "daemon INFO    three"));
  }

  @Test
  void a_log_that_is_removed_and_begun_anew_does_not_bring_the_one_before_it_again()
      throws Exception {
    append(directory.resolve("slack.log.1"), server(1, "o".repeat(500)) + server(2, "old"));
    append(slack, server(3, "three".repeat(50)));
    logs.last(10);
    Files.delete(slack);
    append(slack, server(4, "four"));

    assertThat(logs.more()).containsExactly(shown(4, "slack 42 stderr: four"));
  }

  @Test
  void of_many_logs_the_last_lines_are_those_of_all_together() throws Exception {
    for (int i = 0; i < 30; i++) {
      append(directory.resolve("s" + i + ".log"), server(i, "a") + server(100 - i, "b"));
    }

    assertThat(logs.since(NOON, 2))
        .containsExactly(shown(99, "s1 42 stderr: b"), shown(100, "s0 42 stderr: b"));
  }

  @Test
  void what_a_terminal_would_obey_is_harmless() throws Exception {
    append(slack, server(1, "\u001b]0;title\u0007 \u202egnp.exe \u001b[31mred"));

    assertThat(logs.last(1)).containsExactly(shown(1, "slack 42 stderr: ?]0;title? ?gnp.exe red"));
  }

  @Test
  void a_moment_is_a_duration_a_date_or_a_time() {
    assertThat(since("10m")).isEqualTo("2025-11-30T11:50:00Z");
    assertThat(since("3d")).isEqualTo("2025-11-27T12:00:00Z");
    assertThat(since("2025-11-29")).isEqualTo("2025-11-28T22:00:00Z");
    assertThat(since("2025-11-29 10:30")).isEqualTo("2025-11-29T08:30:00Z");
    assertThat(since("2025-11-29T10:30:15")).isEqualTo("2025-11-29T08:30:15Z");
    assertThat(since("10:30")).isEqualTo("2025-11-30T08:30:00Z");
    assertThat(since("2025-11-29T10:30:00Z")).isEqualTo("2025-11-29T10:30:00Z");
    assertThat(since("2025-11-29T10:30:00+01:00")).isEqualTo("2025-11-29T09:30:00Z");
    assertThatThrownBy(() -> since("yesterday")).hasMessageContaining("10m");
    assertThatThrownBy(() -> since("2025-13-40")).isInstanceOf(IllegalArgumentException.class);
  }

  private static String since(String text) {
    return Since.parse(text, NOON, ZoneOffset.ofHours(2)).toString();
  }

  @Test
  void the_end_of_stderr_is_told_as_it_was_written_without_what_mcpmux_says() throws IOException {
    append(daemon, own(3, "42 stderr: mine"));
    append(slack, server(1, "old") + server(2, "first") + server(3, "a stderr: b"));
    append(slack, NOON.plusSeconds(4) + " 42 mcpmux: exited\n" + server(5, "last"));

    assertThat(logs.stderrSince(NOON.plusSeconds(2), 2)).containsExactly("a stderr: b", "last");
    assertThat(logs.stderrSince(NOON.plusSeconds(2), 9))
        .containsExactly("first", "a stderr: b", "last");
  }
}
