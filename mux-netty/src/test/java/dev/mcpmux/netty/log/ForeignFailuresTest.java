package dev.mcpmux.netty.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForeignFailuresTest {
  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Logger logger = Logger.getLogger("dev.mcpmux");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final ForeignFailures failures = new ForeignFailures();

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void end() {
    logger.removeHandler(handler);
  }

  @Test
  void a_peer_that_has_code_fail_with_each_message_fills_no_log_whatever_it_calls_them() {
    for (int i = 0; i < 1000; i++) {
      failures.add("a session's answer", "method/" + i, new IllegalStateException("on purpose"));
    }
    assertThat(logged)
        .containsExactly(
            "a session's answer failed at method/0",
            "a session's answer failed at method/9 (10 times so far)",
            "a session's answer failed at method/99 (100 times so far)",
            "a session's answer failed at method/999 (1000 times so far)");
  }

  @Test
  void another_failure_is_said_and_what_a_peer_wrote_is_one_short_line() {
    failures.add("a callback", "", new IllegalStateException("on purpose"));
    failures.add("a callback", "x".repeat(1 << 20), new IllegalArgumentException("on purpose"));
    failures.add("a handler", "a\nWARNING \u001b[2Jours?", null);

    assertThat(logged)
        .hasSize(3)
        .contains("a callback failed")
        .allSatisfy(
            line -> assertThat(line).hasSizeLessThan(200).doesNotContain("\u001b", "\nWARNING"));
  }
}
