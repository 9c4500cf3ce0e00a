package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.remote.ScriptedHttp.Call;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What certainly answers a request of ours ends it, in whatever form it comes over HTTP. */
@ExtendWith(NoLeaks.class)
class RemoteAnswersTest extends RemoteEndToEnd {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          application/json               | {"jsonrpc":"2.0","id":"ID","result":{"ok":1}}
          application/json               | [{"jsonrpc":"2.0","id":ID,"result":{"ok":1}}]
          application/json;charset=UTF-8 | ~ [ {"jsonrpc":"2.0","id":"ID","result":{"ok":1}} , {"jsonrpc":"2.0","method":"notifications/x"}]~
          application/json               | @{"jsonrpc":"2.0","id":ID,"result":{"ok":1}}
          application/json               | ~~  {~"jsonrpc":"2.0",~"id":ID,~"result":{"ok":1}}~~
          text/plain                     | {"jsonrpc":"2.0","id":ID,"result":{"ok":1}}
          text/event-stream              | {"jsonrpc":"2.0","id":ID,"result":{"ok":1}}
          application/octet-stream       | data: {"jsonrpc":"2.0","id":ID,"result":{"ok":1}}~~
          application/json               | event: message~data: {"jsonrpc":"2.0","id":ID,"result":{"ok":1}}~~
          text/html                      | : hello~~data: {"jsonrpc":"2.0","id":ID,"result":{"ok":1}}~~
          TEXT/event-stream; charset=x   | @event: result~data: [{"jsonrpc":"2.0","id":"ID","result":{"ok":1}}]~~
          text/event-stream              | event: reply~data: {"jsonrpc":"2.0","id":ID,"result":{"ok":1}}~~
          """)
  void a_reply_is_one_in_any_form(String type, String body) throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");

    String text = body.replace("~", "\r\n").replace("@", "\uFEFF").replace("ID", call.id());
    call.answer("200 OK", "Content-Type: " + type + "\r\n", text);

    assertThat(client.line()).contains("\"id\":1", "\"result\":{\"ok\":1}");
  }

  @Test
  void a_reply_without_a_type_is_one() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");

    call.answer("200 OK", "", "{\"jsonrpc\":\"2.0\",\"id\":" + call.id() + ",\"result\":{}}");

    assertThat(client.line()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  }

  @Test
  void a_reply_that_is_compressed_unasked_is_read() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bytes)) {
      String text = "{\"jsonrpc\":\"2.0\",\"id\":" + call.id() + ",\"result\":{\"ok\":1}}";
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    call.write(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: "
            + bytes.size()
            + "\r\n\r\n");
    call.socket().getOutputStream().write(bytes.toByteArray());

    assertThat(client.line()).contains("\"id\":1,\"result\":{\"ok\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"id\":null,", ""})
  void an_error_for_nobody_is_that_of_the_request_it_answers(String id) throws Exception {
    start();
    TestClient client = first();
    client.send(call(1), call(2));
    Call one = far.take("tools/call");
    Call two = far.take("tools/call");
    String error = "{\"jsonrpc\":\"2.0\"," + id + "\"error\":{\"code\":-32050,\"message\":\"m\"}}";
    one.json(error);

    String reply = client.line();
    assertThat(reply).contains("\"error\":{\"code\":-32050,\"message\":\"m\"}");
    two.events();
    two.event(error);
    assertThat(client.line()).contains("\"error\":{\"code\":-32050,\"message\":\"m\"}");
  }

  @Test
  void an_error_that_is_no_message_ends_its_request_with_its_words() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    call.event("{\"error\":\"out of\\u001b[31m credit\"}");

    assertThat(client.line())
        .contains("\"id\":1,\"error\"", "an error that is no JSON-RPC: out of?[31m credit");
  }

  @Test
  void an_answer_that_ends_without_the_reply_ends_the_request() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    call.event("[]");
    call.event("ping");
    call.write("event: ping\ndata: still here\n\n");
    call.end();

    assertThat(client.line()).contains("\"id\":1,\"error\"", "ended its answer before it replied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n: hi\n\n\r\n",
        "202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n",
        "202 Accepted\r\nContent-Length: 9\r\n\r\nx",
        "202 Accepted\r\n\r\n"
      })
  void an_accepted_message_waits_for_nothing_more(String answer) throws Exception {
    start();
    TestClient client = initializing();
    greet(far.take("initialize"), "s1");
    client.line();
    client.send(EndToEnd.initialized(), call(1));

    Call initialized = far.take("notifications/initialized");
    initialized.write("HTTP/1.1 " + answer);

    far.take("tools/call").reply("\"result\":{}");
    assertThat(client.line()).contains("\"id\":1,\"result\"");
    Await.until("its connection is closed", () -> isClosed(initialized));
  }

  @Test
  void what_is_behind_an_accepted_message_is_not_held_up() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    for (int i = 0; i < 3; i++) {
      String method = "\"method\":\"elicitation/create\",\"params\":{}}";
      call.event("{\"jsonrpc\":\"2.0\",\"id\":" + i + "," + method);
      client.accept("elicitation/create");
      far.take("reply").write("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n");
    }
    call.event("{\"jsonrpc\":\"2.0\",\"id\":" + call.id() + ",\"result\":{}}");

    assertThat(client.line()).contains("\"id\":1,\"result\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "503 Service Unavailable",
        "401 Unauthorized",
        "302 Found\r\nLocation: https://elsewhere.example/",
        "200 OK\r\nContent-Type: text/html"
      })
  void a_body_without_an_end_does_not_hold_up_the_error(String head) throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));

    far.take("tools/call").write("HTTP/1.1 " + head + "\r\n\r\n<title>under repair</title>");

    assertThat(client.line()).contains("\"id\":1,\"error\"", "under repair");
  }

  @Test
  void a_refused_stream_and_the_end_of_a_session_wait_for_no_body() throws Exception {
    start();
    TestClient client = greeted();
    far.take("GET").write("HTTP/1.1 405 Method Not Allowed\r\n\r\nno");
    client.send(call(1));
    far.take("tools/call").reply("\"result\":{}");
    assertThat(client.line()).contains("\"id\":1,\"result\"");

    var stopped = server.stop().toCompletableFuture();
    far.take("DELETE").write("HTTP/1.1 200 OK\r\n\r\n");

    stopped.get(10, java.util.concurrent.TimeUnit.SECONDS);
  }

  private static boolean isClosed(Call call) {
    try {
      call.write("x");
      return false;
    } catch (java.io.IOException e) {
      return true;
    }
  }
}
