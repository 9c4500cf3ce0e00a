package dev.mcpmux.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.schema.Tree;
import dev.mcpmux.cli.session.StdioSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recording holds, and where answers differ from it. */
class ReplayTest {

  private static final String HEAD = "{\"recording\":1}\n";

  @TempDir private Path directory;

  private Path file(String... lines) throws IOException {
    return Files.writeString(directory.resolve("r.jsonl"), HEAD + String.join("\n", lines) + "\n");
  }

  private static String message(String from, int session, String id, String more) {
    return "{\"time\":\"2026-11-30T14:31:07.123Z\",\"from\":\""
        + from
        + "\",\"to\":\""
        + (from.equals("client") ? "server" : "client")
        + "\",\"session\":"
        + session
        + ",\"kind\":\"request\",\"id\":"
        + id
        + more
        + "}";
  }

  @Test
  void the_messages_of_one_session_are_read_in_their_order_and_each_once() throws Exception {
    Path file =
        file(
            message("client", 3, "1", ",\"note\":\"waits\",\"body\":{\"a\":1}"),
            message("client", 4, "9", ",\"body\":{}"),
            "{\"lost\":3}",
            message("client", 3, "1", ",\"note\":\"sent after 3 ms\""),
            message("server", 3, "\"x\"", ",\"body\":{\"b\":2}"));

    RecordedSession session = RecordedSession.read(file, null);

    assertThat(session.number()).isEqualTo(3);
    assertThat(session.others()).containsExactly(4);
    assertThat(session.messages())
        .extracting(WireMessage::body)
        .containsExactly("{\"a\":1}", "{\"b\":2}");
    assertThat(session.messages().get(1).get("id")).isEqualTo("\"x\"");
    assertThat(RecordedSession.read(file, 4).messages()).hasSize(1);
  }

  @Test
  void what_is_no_recording_or_not_all_of_one_is_refused() throws Exception {
    Path cut = file(message("client", 3, "1", ",\"start\":\"{\""));
    Path other = Files.writeString(directory.resolve("other"), "{\"a\":1}\n");
    Path text = Files.writeString(directory.resolve("text"), "hello\n");

    assertThatThrownBy(() -> RecordedSession.read(cut, null)).hasMessageContaining(":2: ", "whole");
    assertThatThrownBy(() -> RecordedSession.read(cut, 7)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> RecordedSession.read(other, null))
        .hasMessageContaining("no recording");
    assertThatThrownBy(() -> RecordedSession.read(text, null)).hasMessageContaining("no recording");
  }

  @Test
  void a_session_is_read_whatever_was_cut_in_others_and_what_a_server_has_said() throws Exception {
    Path file =
        file(
            message("client", 4, "1", ",\"start\":\"{\""),
            message("server", 3, "1", ",\"start\":\"{\""),
            message("client", 3, "2", ",\"body\":{}"));

    for (Integer wanted : new Integer[] {null, 3}) {
      RecordedSession session = RecordedSession.read(file, wanted);
      assertThat(session.number()).isEqualTo(3);
      assertThat(session.others()).containsExactly(4);
      assertThat(session.messages()).hasSize(2);
    }
    assertThatThrownBy(() -> RecordedSession.read(file, 4)).hasMessageContaining(":2: ", "whole");
    assertThatThrownBy(() -> RecordedSession.read(file, 5)).hasMessageContaining("[3, 4]");
  }

  /** Played to a server that is a few words of a shell. */
  private String played(String script, Runnable waits, String... messages) throws Exception {
    RecordedSession recorded = RecordedSession.read(file(messages), null);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Process server = new ProcessBuilder("sh", "-c", script).start();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      new Replay(recorded, new StdioSession(server), waits, out).play();
    } finally {
      server.destroyForcibly();
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String initialize() {
    return message("client", 1, "0", ",\"method\":\"initialize\",\"body\":{}");
  }

  @Test
  void each_answer_is_waited_for_anew_and_one_that_was_cut_is_not_compared() throws Exception {
    int[] waits = {0};
    String cut = message("server", 1, "0", ",\"start\":\"{\"").replace("request", "response");
    String whole =
        message("server", 1, "1", ",\"body\":{\"result\":1}").replace("request", "response");

    assertThat(
            played(
                "read a; read b; echo '{\"id\":0,\"result\":{}}'; echo '{\"id\":1,\"result\":1}'",
                () -> waits[0]++,
                initialize(),
                message("client", 1, "1", ",\"body\":{}"),
                cut,
                whole))
        .isEqualTo(
            """
            2 messages sent, 1 answers compared, 0 differ
            1 answers not compared, as they are not whole in the recording
            """);
    assertThat(waits[0]).isEqualTo(2);
  }

  @Test
  void an_answer_to_a_question_that_was_not_recorded_is_not_sent_and_does_not_count()
      throws Exception {
    String answer =
        message("client", 1, "9", ",\"body\":{\"result\":{}}").replace("request", "response");

    assertThat(played("cat >/dev/null", () -> {}, initialize(), answer))
        .startsWith("1 messages sent");
  }

  @Test
  void patience_ends_a_minute_after_the_last_that_is_waited_for_and_not_after_the_first() {
    long[] now = {0};
    Patience patience = new Patience(() -> now[0], () -> {});
    now[0] += 59_000_000_000L;
    patience.beginAnew();
    now[0] += 59_000_000_000L;
    assertThat(patience.leftNanos()).isEqualTo(1_000_000_000L);
  }

  @Test
  void without_patience_whoever_waits_is_told() throws Exception {
    long[] now = {0};
    CountDownLatch over = new CountDownLatch(1);
    try (Patience patience = new Patience(() -> now[0] += 61_000_000_000L, over::countDown)) {
      patience.start();

      assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"a\":1,\"b\":[1]} | {\"b\":[1],\"a\":1.0} | -",
        "{\"a\":\"•••\"}     | {\"a\":\"anything\"}  | -",
        "{\"a\":1}           | {\"a\":2}             | r.a: expected 1, got 2",
        "{\"a\":\"1\"}       | {\"a\":1}             | r.a: expected \"1\", got 1",
        "{\"a\":{}}          | {\"a\":[]}            | r.a: expected an object, got an array",
        "{\"a\":1}           | {}                    | r.a: expected 1, got nothing",
        "{}                  | {\"a\":null}          | r.a: expected nothing, got null",
        "{\"a\":[{\"b\":1}]} | {\"a\":[{\"b\":3}]}   | r.a[0].b: expected 1, got 3",
        "[1,2]               | [1]                   | r: expected 2 elements, got 1"
      })
  void answers_are_compared_by_value_and_what_was_hidden_is_equal_to_anything(
      String expected, String got, String difference) {
    assertThat(Differences.of("r", Tree.parse(expected), Tree.parse(got)))
        .isEqualTo(difference == null ? List.of() : List.of(difference));
  }

  @Test
  void differences_are_few_short_and_harmless() {
    Tree expected = Tree.parse("{\"a\":\"x\",\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}");
    Tree got = Tree.parse("{\"a\":\"\\u001b[2J" + "y".repeat(500) + "\"}");

    assertThat(Differences.of("r", expected, got))
        .hasSize(5)
        .allMatch(line -> line.length() < 150 && line.indexOf('\u001b') < 0);
  }
}
