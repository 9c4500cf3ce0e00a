package dev.mcpmux.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chaos test takes for wrong: one that finds nothing would prove nothing. */
class LinkTest {

  @TempDir private Path directory;
  private Findings findings;
  private final Answers answers = new Answers();
  private Link link;

  @BeforeEach
  void begin() {
    findings = new Findings(directory.resolve("actions"));
    link =
        new Link(7, "test", null, findings, answers) {
          @Override
          void send(String message, Exchange exchange) {}

          @Override
          void reply(String message) {}

          @Override
          void close() {}

          @Override
          void kill() {}
        };
  }

  private static String result(String id, String text) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"text\":\"" + text + "\"}}";
  }

  @Test
  void one_answer_with_the_own_mark_is_right() {
    link.request("tools/call", "{}", true);
    link.received(result("1", "~s7-1~"));

    assertThat(findings.count()).as(findings.report()).isZero();
    assertThat(link.inFlight()).isZero();
  }

  @Test
  void a_second_answer_is_wrong() {
    link.request("tools/call", "{}", true);
    link.received(result("1", "~s7-1~"));
    link.received(result("1", "~s7-1~"));

    assertThat(findings.report()).contains("a second answer");
  }

  @Test
  void what_is_of_another_session_is_wrong_wherever_it_stands() {
    link.received(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":\"~s8-1~\"}");

    assertThat(findings.report()).contains("got what is of ~s8-1~");
  }

  @Test
  void the_answer_of_another_call_is_wrong() {
    link.request("tools/call", "{}", true);
    link.request("tools/call", "{}", true);
    link.received(result("1", "~s7-2~"));

    assertThat(findings.report()).contains("the answer of another call");
  }

  @Test
  void an_error_that_says_nothing_is_wrong() {
    link.request("tools/call", "{}", true);
    link.received("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,\"message\":\"no\"}}");

    assertThat(findings.report()).contains("an error that is not clear");
  }

  @Test
  void what_was_executed_is_compared_with_what_was_answered() throws IOException {
    link.request("tools/call", "{}", true);
    link.request("tools/call", "{}", true);
    link.received(result("1", "~s7-1~"));
    link.received(
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32603,\"message\":\"was not sent\","
            + "\"data\":{\"mcpmux\":{\"mayHaveBeenExecuted\":false}}}}");
    Path executed = Files.createDirectory(directory.resolve("executed"));
    Files.write(executed.resolve("1-1"), List.of("~s7-2~", "~s7-2~"));

    answers.compare(executed, findings);

    assertThat(findings.report())
        .contains(
            "executed 2 times: ~s7-2~",
            "answered and never executed: ~s7-1~",
            "executed, though the error said that it was not");
  }
}
