package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many sessions, one process; and one session that does not read beside others that do. */
class ManySessionsIT {

  private static final int SESSIONS = 100;

  @BeforeAll
  static void node_is_there() {
    NodeTools.node();
  }

  @Test
  void a_hundred_sessions_that_open_together_are_served_by_one_process() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
    try (Sandbox sandbox = new Sandbox()) {
      List<Future<Long>> opened = new ArrayList<>();
      for (int n = 0; n < SESSIONS; n++) {
        String say = "session " + n;
        opened.add(
            threads.submit(
                () -> {
                  Json answer =
                      sandbox.open().initialized().call("echo", "{\"say\":\"" + say + "\"}");
                  assertThat(answer.at("result", "say").value()).isEqualTo(say);
                  return answer.at("result", "pid").number();
                }));
      }
      Set<Long> servers = new HashSet<>();
      for (Future<Long> session : opened) {
        servers.add(session.get(2 * RawClient.BOUND_SECONDS, SECONDS));
      }

      Json status = sandbox.status();

      assertThat(servers).as("%s", sandbox.clientsStderr()).hasSize(1);
      assertThat(Sandbox.processes(status))
          .singleElement()
          .satisfies(
              process -> assertThat(process.at("sessions").value()).isEqualTo((long) SESSIONS));
      assertThat(status.at("sessions").list()).hasSize(SESSIONS);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_session_that_never_reads_does_not_hold_up_the_others_and_loses_nothing() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      int results = 10;
      int length = 4 << 20;
      RawClient stuck = sandbox.start(sandbox.builder(sandbox.attach(Sandbox.fixture()), Map.of()));
      RawClient other = sandbox.open().initialized();
      stuck.sendInitialize("2025-11-25");
      stuck.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
      for (int n = 0; n < results; n++) {
        stuck.send(RawClient.callLine("" + n, "big", "{\"length\":" + length + "}"));
      }

      for (int n = 0; n < 300; n++) {
        Json answer = other.call("echo", "{\"say\":" + n + "}");
        assertThat(answer.at("result", "say").value()).isEqualTo((long) n);
      }
      assertThat(stuck.process().isAlive()).isTrue();
      stuck.startReading();

      assertThat(Json.parse(stuck.next()).at("id").value()).isEqualTo("init");
      for (int n = 0; n < results; n++) {
        Json answer = Json.parse(stuck.next());
        assertThat(answer.at("id").value()).isEqualTo((long) n);
        assertThat(answer.at("result", "text").string()).hasSize(length);
      }
    }
  }
}
