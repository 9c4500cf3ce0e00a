package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not routed on passes byte for byte, in both directions. */
class PassThroughIT {

  private static final int LARGE = 32 << 20;

  private static Sandbox sandbox;
  private static RawClient client;

  @BeforeAll
  static void open_a_session() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
    client = sandbox.open().initialized();
  }

  @AfterAll
  static void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"n\":[1.0,1e400,-0.0,1E+2,123456789012345678901234567890]}}",
        "{\"result\":{\"b\":1,\"a\":2,\"id\":7},\"id\":$ID,\"jsonrpc\":\"2.0\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"t\":\"\\u0000\\u001f\\ud83d\\ude00\\/é€😀\u2028\u007f\"}}",
        "{\"jsonrpc\":\"2.0\",\"x-unknown\":[{\"id\":1}],\"id\":$ID,\"result\":{},\"_meta\":{\"a/b\":null}}",
        "{ \"jsonrpc\" : \"2.0\" ,\t\"id\" : $ID , \"result\" : { } }",
        "  {\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"id\":7,\"progressToken\":7}}  ",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"error\":{\"code\":-32000.5e0,\"message\":\"\\u00e9\",\"data\":[[[]]]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":null}"
      })
  void a_reply_differs_in_its_id_only(String reply) throws Exception {
    String id = "\"\\u0061 b\"";

    client.send(RawClient.callLine(id, "write", "{\"lines\":[" + Json.text(reply) + "]}"));

    // a reader of lines may take U+2028 for an end: it is passed on as its escape
    assertThat(client.next()).isEqualTo(reply.replace("$ID", id).replace("\u2028", "\\u2028"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\":\"tools/call\",\"params\":{\"name\":\"seen\",\"arguments\":{\"n\":[1.0,1e400,123456789012345678901234567890]}},\"jsonrpc\":\"2.0\",\"id\":$ID}",
        "{ \"id\" : $ID, \"jsonrpc\":\"2.0\", \"x\":\"\\u0000é\", \"method\":\"tools/call\", \"params\":{\"_meta\":{\"a/b\":1.50},\"name\":\"seen\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"method\":\"tools\\/c\\u0061ll\",\"params\":{\"name\":\"seen\",\"arguments\":{\"id\":3,\"method\":\"ping\"}}}"
      })
  void a_request_differs_in_its_id_only(String request) throws Exception {
    client.send(request.replace("$ID", "\"mine\""));

    Json answer = Json.parse(client.next());

    assertThat(answer.at("id").value()).isEqualTo("mine");
    assertThat(withoutId(answer.at("result", "line").string(), request)).isEqualTo(request);
  }

  @Test
  void a_progress_token_is_replaced_and_nothing_else() throws Exception {
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"write\",\"_meta\":{\"x\":1.0,\"progressToken\":\"t\\u0000\"},\"arguments\":{\"lines\":["
            + Json.text(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"total\":1e400,\"progressToken\":$TOKEN,\"progress\":0.10}}")
            + ","
            + Json.text("{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{}}")
            + "]}}}";
    client.send(request);

    assertThat(client.next(2))
        .containsExactly(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"total\":1e400,\"progressToken\":\"t\\u0000\",\"progress\":0.10}}",
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}");
  }

  @Test
  void a_result_of_32_MB_arrives_whole() throws Exception {
    client.send(RawClient.callLine("1", "big", "{\"length\":" + LARGE + "}"));

    String line = client.next();

    String prefix = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"";
    assertThat(line).startsWith(prefix).endsWith("\"}}");
    assertThat(line.substring(prefix.length(), line.length() - 3).equals(pattern(LARGE)))
        .as("the text is the server's")
        .isTrue();
  }

  @Test
  void a_request_of_32_MB_arrives_whole() throws Exception {
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"method\":\"tools/call\",\"params\":{\"name\":\"seen\",\"arguments\":{\"text\":\""
            + pattern(LARGE)
            + "\"}}}";
    client.send(request.replace("$ID", "1"));

    String seen = Json.parse(client.next()).at("result", "line").string();

    assertThat(withoutId(seen, request).equals(request)).as("the line is the client's").isTrue();
  }

  @Test
  void what_is_no_request_gets_an_error_and_reaches_no_server() throws Exception {
    RawClient other = sandbox.open().initialized();
    other.call("received", "{}");

    client.send("this is no JSON");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\"");
    client.send("[]");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tools/list\"}");
    client.send(RawClient.callLine("8", "never", "{}"));
    client.send(RawClient.callLine("8", "never", "{}"));
    List<Json> answers = client.next(5).stream().map(Json::parse).toList();

    assertThat(answers)
        .extracting(answer -> answer.at("error", "code").number())
        .containsExactly(-32700L, -32700L, -32600L, -32600L, -32600L);
    assertThat(answers.get(4).at("id").value())
        .as("id of the second request with the same id")
        .isEqualTo(8L);
    assertThat(other.call("received", "{}").at("result", "lines").list()).hasSize(1);
  }

  /** The text the fixture server makes. */
  private static String pattern(int length) {
    StringBuilder text = new StringBuilder(length + 8);
    for (int n = 0; text.length() < length; n++) {
      text.append(Integer.toString(n, 36)).append(' ');
    }
    return text.substring(0, length);
  }

  /** A line with {@code $ID} instead of the number that stands where the request has it. */
  private static String withoutId(String line, String request) {
    int from = request.indexOf("$ID");
    int to = from;
    while (to < line.length() && Character.isDigit(line.charAt(to))) {
      to++;
    }
    return to == from ? line : line.substring(0, from) + "$ID" + line.substring(to);
  }
}
