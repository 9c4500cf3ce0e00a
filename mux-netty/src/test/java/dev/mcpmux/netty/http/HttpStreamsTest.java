package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** On which stream of a session over Streamable HTTP each message comes, also when one breaks. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpStreamsTest extends HttpEndToEnd {

  private static final String V25 = "2025-11-25";
  private static final String V6 = "2025-06-18";

  @Test
  void a_broken_stream_cancels_nothing_and_its_reply_is_fetched_by_resuming() throws Exception {
    start();
    String session = open(V25);
    RawHttp broken = connect();
    broken.send(post("/mcp/echo", session, call("5", "wait", "\"mark\":1", "1")));
    broken.response();
    String first = broken.event().split("[ \n]")[1];
    broken.event();
    broken.close();

    assertThat(
            exchange(post("/mcp/echo", session, call("6", "release", "\"mark\":1", null))).body())
        .contains("\"id\":6");
    RawHttp resumed = connect();
    Response response =
        resumed.send(get("/mcp/echo", session, "Last-Event-ID: " + first + "\r\n")).response();

    assertThat(response.status()).isEqualTo(200);
    assertThat(resumed.event()).contains("\"progress\":1");
    String last = resumed.event();
    assertThat(last).contains("\"id\":5", "\"waited\":true");
    assertThat(resumed.event()).isNull();
    // nothing follows the reply, and an event that never was has no successor
    String seen = last.split("[ \n]")[1];
    for (String unknown : new String[] {seen, "77.1", "first", first + "9"}) {
      assertThat(exchange(get("/mcp/echo", session, "Last-Event-ID: " + unknown + "\r\n")).status())
          .isEqualTo(400);
    }
  }

  @Test
  void a_stream_is_resumed_while_its_request_is_still_in_flight() throws Exception {
    start();
    String session = open(V25);
    RawHttp broken = connect();
    broken.send(post("/mcp/echo", session, call("5", "wait", "\"mark\":1", "1")));
    broken.response();
    broken.event();
    String progress = broken.event().split("[ \n]")[1];
    RawHttp resumed = connect();
    resumed.send(get("/mcp/echo", session, "Last-Event-ID: " + progress + "\r\n")).response();

    assertThat(broken.event()).isNull();
    exchange(post("/mcp/echo", session, call("6", "release", "\"mark\":1", null)));

    assertThat(resumed.event()).contains("\"id\":5", "\"waited\":true");
    assertThat(resumed.event()).isNull();
  }

  @Test
  void what_a_server_asks_comes_on_the_stream_of_the_call_and_its_reply_is_a_post()
      throws Exception {
    start();
    String able =
        initialize().replace("\"capabilities\":{}", "\"capabilities\":{\"elicitation\":{}}");
    String session = exchange(post("/mcp/echo", null, able)).header("mcp-session-id");
    exchange(post("/mcp/echo", session, initialized()));
    RawHttp client = connect();
    client.send(post("/mcp/echo", session, call("5", "ask", "\"a\":1", null))).response();
    client.event();
    String question = client.event();
    assertThat(question).contains("\"method\":\"elicitation/create\"");
    String id = question.replaceAll("(?s).*\"id\":(\\d+),.*", "$1");

    Response accepted =
        exchange(
            post(
                "/mcp/echo",
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"accept\"}}"));

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.body()).isEmpty();
    assertThat(client.event()).contains("\"id\":5", "\"action\":\"accept\"");
    assertThat(client.event()).isNull();
  }

  @Test
  void what_belongs_to_no_request_waits_for_a_client_that_listens_and_comes_once()
      throws Exception {
    start();
    String session = open(V25);
    exchange(post("/mcp/echo", session, call("1", "changed", "", null)));
    RawHttp first = connect();
    first.send(get("/mcp/echo", session, "")).response();
    assertThat(first.event()).isEqualTo("id: 0.0\ndata: ");
    assertThat(first.event()).startsWith("id: 0.1\n").contains("list_changed");
    RawHttp second = connect();
    second.send(get("/mcp/echo", session, "")).response();
    assertThat(second.event()).isEqualTo("id: 0.1\ndata: ");
    RawHttp third = connect();
    third.send(get("/mcp/echo", session, "Last-Event-ID: 0.0\r\n")).response();

    assertThat(third.event()).startsWith("id: 0.1\n").contains("list_changed");
    assertThat(second.event()).isNull();
  }

  @Test
  void the_newest_listening_stream_wins() throws Exception {
    start();
    String session = open(V25);
    RawHttp first = connect();
    assertThat(first.send(get("/mcp/echo", session, "")).response().status()).isEqualTo(200);
    assertThat(first.event()).isEqualTo("id: 0.0\ndata: ");
    RawHttp second = connect();

    second.send(get("/mcp/echo", session, "")).response();

    assertThat(first.event()).isNull();
    assertThat(second.event()).isEqualTo("id: 0.0\ndata: ");
  }

  @Test
  void a_request_that_takes_long_becomes_events_and_shows_that_it_lives() throws Exception {
    limit("jsonWaitMillis", 100L);
    limit("keepAliveMillis", 100L);
    start();
    String session = open(V25);
    RawHttp client = connect();

    Response response =
        client.send(post("/mcp/echo", session, call("5", "wait", "\"mark\":1", null))).response();

    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    assertThat(client.event()).endsWith(".0\ndata: ");
    assertThat(client.event()).isEqualTo(":");
    exchange(post("/mcp/echo", session, call("6", "release", "\"mark\":1", null)));
    String event = client.event();
    while (event.equals(":")) {
      event = client.event();
    }
    assertThat(event).contains("\"id\":5");
  }

  @Test
  void a_request_that_its_client_takes_back_ends_without_a_reply() throws Exception {
    start();
    String session = open(V25);
    RawHttp client = connect();
    client.send(post("/mcp/echo", session, call("5", "hang", "\"mark\":1", null)));
    Await.until("it is in flight", () -> status().sessions().get(0).inFlight() == 1);

    Response accepted =
        exchange(
            post(
                "/mcp/echo",
                session,
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                    + "\"requestId\":5}}"));

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(client.response().status()).isEqualTo(200);
    assertThat(client.event()).isNull();
  }
}
