package dev.mcpmux.core.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AskedTest {
  private final List<String> sent = new ArrayList<>();
  private long waiting;
  private final Asked asked =
      new Asked(
          new Asked.Out() {
            @Override
            public boolean send(byte[] line, long with) {
              synchronized (sent) {
                return sent.add(new String(line, StandardCharsets.UTF_8));
              }
            }

            @Override
            public long waitingBytes() {
              return waiting;
            }

            @Override
            public int maxBytes() {
              return 1000;
            }
          },
          2);

  private static Message reply(String line) {
    return Message.of(line.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void an_answer_completes_what_was_asked_once() {
    CompletableFuture<Json> answer = asked.ask("ping", Json.NULL, 0);
    assertThat(sent).containsExactly("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    assertThat(asked.onReply(reply("{\"id\":1,\"result\":{\"n\":7}}"))).isTrue();
    assertThat(answer.join().get("n").number()).isEqualTo(7);
    assertThat(asked.onReply(reply("{\"id\":1,\"result\":{}}"))).isFalse();
    assertThat(sent).hasSize(1);
  }

  @Test
  void an_answer_with_an_id_that_nobody_gave_is_nobodys() {
    CompletableFuture<Json> answer = asked.ask("ping", Json.NULL, 0);
    for (String id : List.of("2", "1.5", "1e400", "\"1\"", "null", "[1]")) {
      assertThat(asked.onReply(reply("{\"id\":" + id + ",\"result\":{}}"))).isFalse();
    }
    assertThat(answer).isNotDone();
  }

  @Test
  void what_times_out_or_is_ended_otherwise_is_taken_back_and_leaves_its_place() throws Exception {
    CompletableFuture<Json> late =
        asked.ask("ping", Json.NULL, 0).orTimeout(1, TimeUnit.MILLISECONDS);
    assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(TimeoutException.class);
    asked.ask("ping", Json.NULL, 0).completeExceptionally(new IllegalStateException("enough"));
    asked.ask("ping", Json.NULL, 0).complete(Json.TRUE);
    asked.ask("ping", Json.NULL, 0).cancel(true);
    assertThat(asked.ask("ping", Json.NULL, 0)).isNotDone();
    synchronized (sent) {
      assertThat(sent)
          .filteredOn(line -> line.contains("notifications/cancelled"))
          .hasSize(4)
          .element(0)
          .asString()
          .contains("\"requestId\":1");
    }
  }

  @Test
  void one_too_many_one_too_long_and_one_behind_too_much_fail_at_once() {
    assertThatThrownBy(() -> asked.ask("ping", Json.of("x".repeat(1000)), 0).join())
        .hasMessageContaining("(limit: 1000)");
    waiting = Asked.MAX_UNSENT_BYTES + 1;
    assertThatThrownBy(() -> asked.ask("ping", Json.NULL, 0).join())
        .hasMessageContaining("bytes that wait to be sent");
    waiting = 0;
    asked.ask("ping", Json.NULL, 0);
    asked.ask("ping", Json.NULL, 0);
    assertThatThrownBy(() -> asked.ask("ping", Json.NULL, 0).join())
        .hasMessageContaining("open requests: 2 (limit: 2)");
    assertThat(sent).hasSize(2);
  }

  @Test
  void when_it_has_ended_what_waits_and_what_comes_fail() {
    CompletableFuture<Json> waits = asked.ask("ping", Json.NULL, 0);
    asked.failAll(new McpException(1, "over"));
    assertThatThrownBy(waits::join).hasMessageContaining("over");
    assertThatThrownBy(() -> asked.ask("ping", Json.NULL, 0).join()).hasMessageContaining("over");
    assertThat(sent).hasSize(1);
  }
}
