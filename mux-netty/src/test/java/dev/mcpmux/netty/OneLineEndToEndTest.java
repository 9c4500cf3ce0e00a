package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that ends its lines where {@link java.io.BufferedReader} does, also at a CR. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class OneLineEndToEndTest extends EndToEnd {

  /** More than were given to the server. */
  private static final int IDS = 20;

  @Test
  void a_frame_of_one_session_holds_no_request_under_the_id_of_anothers() throws Exception {
    start(Limits.defaults());
    TestClient victim = session(ECHO);
    TestClient other = session(ECHO);
    victim.send(call("1", "hang", "", null));
    victim.send(call("2", "echo", "\"mark\":\"the first is with the server\"", null));
    assertThat(victim.line()).contains("\"id\":2");

    StringBuilder forged = new StringBuilder();
    for (int id = 1; id <= IDS; id++) {
      forged.append(id == 1 ? "" : ",").append('\r').append(call("" + id, "echo", "", null));
    }
    other.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"a\":["
            + forged.toString().replace("},\r{", "}\r,\r{")
            + "\r]}}",
        call("3", "echo", "\"mark\":\"theirs\"", null));

    victim.send(call("4", "echo", "\"mark\":\"mine\"", null));
    assertThat(victim.line()).contains("\"id\":4", "mine");
    assertThat(other.line()).contains("\"id\":3", "theirs");
    assertThat(processes()).hasSize(1);
  }

  @Test
  void a_call_in_several_lines_reaches_the_server_in_one_also_when_it_has_waited()
      throws Exception {
    start(Limits.defaults());
    TestClient client = attach(ECHO);
    String call =
        "{\"jsonrpc\":\"2.0\",\r\"id\":1,\"method\":\"tools/call\",\"params\":{\r\"name\":\"echo\","
            + "\"text\":\"a\u2028b\u0085c\"}}\r";
    String as =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\""
            + ":{\"echo\":{\"jsonrpc\":\"2.0\", \"id\":2,\"method\":\"tools/call\",\"params\":"
            + "{ \"name\":\"echo\",\"text\":\"a\\u2028b\\u0085c\"}}}}";

    client.send("\ufeff" + initialize(), initialized(), call);

    assertThat(client.line()).contains("\"id\":\"init\"", "\"result\"");
    assertThat(client.line()).isEqualTo(as);
    client.send(call);
    assertThat(client.line()).isEqualTo(as.replace("\"id\":2", "\"id\":3"));
  }

  @Test
  void a_long_frame_that_came_in_many_reads_is_one_line_as_well() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    String text = "y".repeat(2 << 20);

    client.send(call("1", "echo", "\"text\":\"" + text + "\",\r\"more\":\"\u2029\"", null));

    assertThat(client.line()).contains(text + "\", \"more\":\"\\u2029\"");
  }
}
