package dev.mcpmux.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageCheckTest {

  private long now;
  private long step = 1;
  private final MessageCheck check = new MessageCheck(() -> now += step);

  private static WireMessage message(String method, String kind, String body) {
    return message(1, method, kind, body);
  }

  private static WireMessage message(int session, String method, String kind, String body) {
    return WireMessage.parse(
        "{\"from\":\"server\",\"session\":"
            + session
            + ",\"kind\":\""
            + kind
            + "\",\"method\":\""
            + method
            + "\",\"body\":"
            + body
            + "}");
  }

  @Test
  void a_session_is_checked_by_the_revision_that_it_has_agreed_on() {
    // structuredContent alone: a result needs content in all revisions; audio came with 2025-03-26
    WireMessage audio =
        message(
            "tools/call",
            "response",
            "{\"result\":{\"content\":[{\"type\":\"audio\",\"data\":\"\",\"mimeType\":\"a\"}]}}");

    assertThat(check.faults(audio)).isEmpty();
    check.faults(
        message(
            "initialize",
            "response",
            "{\"result\":{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},"
                + "\"serverInfo\":{\"name\":\"a\",\"version\":\"1\"}}}"));
    assertThat(check.faults(audio))
        .containsExactly("server: result.content[0].type should be one of text, image, resource");
  }

  @Test
  void the_newest_sessions_are_known_however_many_there_were() {
    for (int session = 1; session <= 1100; session++) {
      check.faults(
          message(
              session,
              "initialize",
              "response",
              "{\"result\":{\"protocolVersion\":\"2024-11-05\"}}"));
    }

    assertThat(check.faults(message(1100, "tools/call", "response", "{\"result\":{}}")))
        .containsExactly("server: result lacks content");
    assertThat(check.faults(message(1, "tools/call", "response", "{\"result\":{}}")))
        .containsExactly("server (by 2025-11-25): result lacks content");
  }

  @Test
  void a_fault_says_by_which_revision_where_nobody_heard_which_it_is() {
    assertThat(check.faults(message("tools/call", "response", "{\"result\":{}}")))
        .containsExactly("server (by 2025-11-25): result lacks content");
  }

  @Test
  void what_has_no_body_or_is_no_message_is_not_checked() {
    assertThat(check.faults(WireMessage.parse("{\"kind\":\"response\",\"method\":\"tools/call\"}")))
        .isEmpty();
    assertThat(check.faults(message("", "invalid", "[]"))).isEmpty();
  }

  @Test
  void where_more_comes_than_there_is_time_for_some_is_not_checked_and_that_is_said() {
    WireMessage wrong = message("tools/call", "response", "{\"result\":{}}");
    step = 600_000_000; // each look at the clock
    assertThat(check.faults(wrong)).hasSize(1);
    assertThat(check.faults(wrong)).hasSize(1);
    step = 1;
    assertThat(check.faults(wrong)).isEmpty();
    assertThat(check.faults(wrong)).isEmpty();
    assertThat(check.takeUnchecked(false)).isZero();

    now += 20_000_000_000L;
    assertThat(check.faults(wrong)).hasSize(1);
    assertThat(check.takeUnchecked(false)).isEqualTo(2);
    assertThat(check.takeUnchecked(false)).isZero();
  }
}
