package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every client counts its ids from 0 or 1, and uses them as progress tokens too. */
class SameIdsIT {

  private static final List<String> IDS =
      List.of("0", "1", "\"1\"", "\"a\\\"b\\\\\"", "9007199254740992");
  private static final int ROUNDS = 1000;

  @BeforeAll
  static void node_is_there() {
    NodeTools.node();
  }

  @Test
  void two_sessions_with_the_same_ids_and_progress_tokens_at_the_same_moment_get_their_own_answers()
      throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      RawClient one = sandbox.open().initialized();
      RawClient other = sandbox.open().initialized();
      assertThat(one.call("echo", "{}").at("result", "pid").number())
          .as("one process for both")
          .isEqualTo(other.call("echo", "{}").at("result", "pid").number());

      ExecutorService threads = Executors.newFixedThreadPool(2);
      CyclicBarrier together = new CyclicBarrier(2);
      try {
        Future<?> first = threads.submit(() -> rounds(one, "one", together));
        Future<?> second = threads.submit(() -> rounds(other, "other", together));

        first.get(3 * RawClient.BOUND_SECONDS, SECONDS);
        second.get(3 * RawClient.BOUND_SECONDS, SECONDS);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /**
   * In each round all ids are in flight at once, in both sessions, and the server answers in any
   * order.
   */
  private static Void rounds(RawClient client, String name, CyclicBarrier together)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      together.await(RawClient.BOUND_SECONDS, SECONDS);
      List<String> expected = new ArrayList<>();
      for (int n = 0; n < IDS.size(); n++) {
        String id = IDS.get(n);
        // The token of a call is the id of another one.
        String token = IDS.get((n + round) % IDS.size());
        String say = "\"" + name + " " + round + " " + n + "\"";
        client.send(
            ("{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"tools/call\",\"params\":{\"name\":\"later\","
                    + "\"arguments\":{\"say\":%s},\"_meta\":{\"progressToken\":%s}}}")
                .formatted(id, say, token));
        expected.add(progress(token, 1, say));
        expected.add(progress(token, 2, say));
        expected.add("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"say\":" + say + "}}");
      }

      assertThat(client.next(expected.size()))
          .as("%s in round %s", name, round)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    return null;
  }

  private static String progress(String token, int step, String say) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":%s,\"progress\":%s,\"message\":%s}}"
        .formatted(token, step, say);
  }
}
