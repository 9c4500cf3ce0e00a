package dev.mcpmux.core.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.session.SessionListener;
import dev.mcpmux.core.api.session.SessionOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SessionPeerTest {
  private final List<String> told = new ArrayList<>();
  private final CompletableFuture<Json> answer = new CompletableFuture<>();
  private final SessionListener listener =
      new SessionListener() {
        @Override
        public void onNotification(String method, Json params) {
          told.add(method);
        }

        @Override
        public CompletionStage<Json> onRequest(String method, Json params) {
          return answer;
        }
      };
  private final SessionPeer peer =
      new SessionPeer(
          SessionOptions.server("one").listener(listener),
          new SureExecutor(Runnable::run, () -> Runnable::run),
          new SessionPeer.Wire() {
            @Override
            public boolean send(byte[] line, long with) {
              return true;
            }

            @Override
            public long waitingBytes() {
              return 0;
            }

            @Override
            public int maxBytes() {
              return 1000;
            }

            @Override
            public void notice(byte[] line) {}

            @Override
            public void close() {}

            @Override
            public void taken(int bytes) {}

            @Override
            public void onFailure(String what, String method, Throwable cause) {
              told.add(what + ": " + cause);
            }
          });

  private void read(String line) {
    peer.onLine(line.getBytes(StandardCharsets.UTF_8));
    peer.deliver();
  }

  @Test
  void a_question_that_is_taken_back_is_cancelled() {
    read("{\"id\":7,\"method\":\"roots/list\"}");
    read("{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");

    assertThat(answer).isCancelled();
    assertThat(told).isEmpty();
  }

  @Test
  void a_question_that_is_taken_back_when_it_was_just_answered_is_no_news_for_the_program() {
    read("{\"id\":7,\"method\":\"roots/list\"}");
    answer.complete(Json.EMPTY_OBJECT);
    read("{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");

    assertThat(told).isEmpty();
  }
}
