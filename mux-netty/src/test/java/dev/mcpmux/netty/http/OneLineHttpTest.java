package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies over several lines, before a server that reads lines. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class OneLineHttpTest extends HttpEndToEnd {

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r", "\n\n  \t"})
  void a_body_in_lines_is_one_line_to_the_server_and_so_is_its_answer(String end) throws Exception {
    start();
    String session = open("2025-11-25");
    String body =
        "\ufeff{"
            + end
            + "\"jsonrpc\":\"2.0\",\"id\":1,"
            + end
            + "\"method\":\"tools/call\",\"params\":{"
            + end
            + "\"name\":\"echo\",\"text\":\"a\u2028b\"}"
            + end
            + "}"
            + end;
    String space = end.replaceAll("[\r\n]", " ");

    Response response = exchange(post("/mcp/echo", session, body));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body())
        .contains(
            "{\"echo\":{"
                + space
                + "\"jsonrpc\":\"2.0\",\"id\":2,"
                + space
                + "\"method\":\"tools/call\","
                + "\"params\":{"
                + space
                + "\"name\":\"echo\",\"text\":\"a\\u2028b\"}"
                + space
                + "}");
  }

  @Test
  void a_line_end_in_a_string_is_no_json() throws Exception {
    start();
    String session = open("2025-11-25");

    Response response =
        exchange(post("/mcp/echo", session, call("1", "echo", "\"say\":\"a\nb\"", null)));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("-32700");
  }
}
