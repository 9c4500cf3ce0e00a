package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Replies whose id is written otherwise, or not at all. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class RepliesEndToEndTest extends EndToEnd {

  @Test
  void a_reply_whose_id_is_a_string_reaches_the_session_with_its_own_id() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);

    client.send(call("7", "string", "", null));

    assertThat(client.line()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
  }

  @Test
  void an_error_that_could_be_for_several_is_logged_and_given_to_nobody() throws Exception {
    start(Limits.defaults());
    Path log = socket.resolveSibling("logs/echo.log");
    TestClient client = session(ECHO);
    client.send(call("1", "hang", "", null), call("2", "nobody", "", null));

    assertThat(client.line()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
    Await.until(
        "the error is logged",
        () ->
            Files.readString(log)
                .contains(
                    " mcpmux: an error without an id answers no request that is in flight: {"));
    client.send(call("3", "echo", "\"mark\":\"on\"", null));
    assertThat(client.line()).contains("\"id\":3", "on");
  }
}
