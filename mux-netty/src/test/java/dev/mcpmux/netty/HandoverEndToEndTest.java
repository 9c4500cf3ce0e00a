package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A daemon that ends in favour of another. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HandoverEndToEndTest extends EndToEnd {

  private static final String HANDOVER = "\u001e{\"handover\":1}";
  private boolean replaceable = true;

  @Override
  public void choose(MuxServerBuilder builder) {
    if (replaceable) {
      builder.staysAtLeast(Duration.ZERO);
    } else {
      builder.notReplaceable();
    }
  }

  @Test
  void what_is_in_flight_is_answered_and_the_session_closed_without_a_word() throws Exception {
    start(Limits.defaults());
    TestClient client = relay("");
    client.send(call("1", "wait", "", null));
    awaitInFlight(1);

    TestClient caller = control("handover");
    assertThat(caller.line()).contains("\"ok\":true");
    assertThat(client.line()).isEqualTo(HANDOVER);
    client.send(call("2", "release", "", null), HANDOVER);

    assertThat(client.line() + client.line()).contains("\"waited\":true", "\"id\":2");
    client.awaitEnd();
    server.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(Files.exists(socket)).isFalse();
  }

  @Test
  void nobody_is_let_in_meanwhile() throws Exception {
    start(Limits.defaults());
    TestClient client = relay("");
    client.send(call("1", "hang", "", null));
    awaitInFlight(1);
    TestClient late = new TestClient(socket);
    control("handover").line();
    assertThat(client.line()).isEqualTo(HANDOVER);

    late.send(TestClient.hello(directory, ECHO));

    assertThat(late.line()).contains("\"reason\":\"stopping\"");
    Await.until("others find no daemon", () -> !Files.exists(socket));
    assertThat(server.closed().toCompletableFuture()).isNotDone();
  }

  @Test
  void what_takes_too_long_is_answered_with_an_error_that_says_that_it_may_be_done()
      throws Exception {
    start(limits(Map.of("drainTimeoutMillis", 300L)));
    TestClient client = relay("");
    client.send(call("1", "hang", "", null));
    awaitInFlight(1);

    server.handOver();
    assertThat(client.line()).isEqualTo(HANDOVER);
    client.send(HANDOVER);

    assertThat(client.line()).contains("\"id\":1", "-32603", "may have been executed");
    client.awaitEnd();
  }

  @Test
  void a_session_whose_initialize_is_not_answered_yet_is_not_told_that_it_failed()
      throws Exception {
    start(Limits.defaults());
    TestClient client = attachSaying("{\"command\":[\"/bin/sleep\",\"60\"]}", ",\"resumes\":1");
    client.send(initialize());
    Await.until("it starts", () -> !processes().isEmpty());

    server.handOver();
    assertThat(client.line()).isEqualTo(HANDOVER);
    client.send(HANDOVER);

    client.awaitEnd();
  }

  @Test
  void a_relay_that_cannot_go_on_elsewhere_is_told_why_it_ends() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);

    server.handOver();

    assertThat(client.line()).contains("\u001e{\"close\":{\"reason\":\"stopping\"");
    client.awaitEnd();
  }

  @Test
  void a_daemon_that_was_started_by_hand_is_not_replaced() throws Exception {
    replaceable = false;
    start(Limits.defaults());
    relay("");

    assertThat(control("handover").line()).contains("not-detached", "mcpmux serve");
    assertThat(status().sessions()).hasSize(1);
  }

  @Test
  void a_daemon_with_nothing_in_flight_makes_way_for_a_relay_of_a_later_version() throws Exception {
    start(Limits.defaults());
    TestClient client = relay("");

    assertThatThrownBy(() -> relay(",\"build\":\"99.0\""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"reason\":\"stopping\"");

    assertThat(client.line()).isEqualTo(HANDOVER);
    client.send(HANDOVER);
    client.awaitEnd();
    server.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void one_with_something_in_flight_or_with_others_to_lose_stays() throws Exception {
    start(Limits.defaults());
    TestClient client = relay("");
    client.send(call("1", "hang", "", null));
    awaitInFlight(1);
    relay(",\"build\":\"99.0\"");
    client.close();
    awaitInFlight(0);

    session(ECHO);

    relay(",\"build\":\"99.0\"");
    assertThat(status().sessions()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void a_stop_does_not_wait_for_what_a_handover_waits_for() throws Exception {
    start(Limits.defaults());
    TestClient client = relay("");
    client.send(call("1", "hang", "", null));
    awaitInFlight(1);
    server.handOver();
    assertThat(client.line()).isEqualTo(HANDOVER);

    server.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThat(client.line()).contains("\"id\":1", "\"error\"");
    assertThat(client.line()).contains("\u001e{\"close\":{\"reason\":\"stopping\"");
  }

  @Test
  void a_session_whose_client_ends_meanwhile_is_told_that_it_has_ended() throws Exception {
    start(Limits.defaults());
    TestClient client = relay("");
    client.send(call("1", "hang", "", null));
    awaitInFlight(1);
    client.send("\u001e{\"end\":true}");
    server.handOver();

    assertThat(client.line()).isEqualTo(HANDOVER);
    assertThat(client.line()).contains("\"id\":1", "\"error\"");
    assertThat(client.line()).contains("\u001e{\"close\":{\"reason\":\"end-of-input\"");
    client.awaitEnd();
  }

  private void awaitInFlight(int count) throws Exception {
    Await.until(
        count + " in flight",
        () -> status().sessions().stream().mapToInt(each -> each.inFlight()).sum() == count);
  }

  /** A session of a relay of today, past its handshake; more are members of its hello. */
  private TestClient relay(String more) throws Exception {
    TestClient client = attachSaying(ECHO, ",\"resumes\":1" + more);
    client.send(initialize());
    assertThat(client.line()).startsWith("\u001e{\"resume\":");
    assertThat(client.line()).contains("\"id\":\"init\"");
    client.send(initialized());
    return client;
  }

  private TestClient control(String call) throws Exception {
    TestClient client = new TestClient(socket);
    client.send("{\"mcpmux\":1,\"control\":\"" + call + "\"}");
    return client;
  }
}
