package dev.mcpmux.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With servers that are a few words of a shell. */
class StdioSessionTest {

  private Process process;

  private StdioSession with(String script) throws IOException {
    process = new ProcessBuilder("sh", "-c", script).start();
    return new StdioSession(process);
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void an_answer_is_the_one_with_the_id_of_the_request() throws Exception {
    StdioSession session =
        with(
            "read request; echo '{\"method\":\"notifications/message\"}'; echo '{\"id\":7,"
                + "\"result\":{\"of\":\"another\"}}'; echo '{\"id\":0,\"result\":{\"of\":\"this\"}}'");

    assertThat(session.call("tools/list", "{}")).containsEntry("of", "this");
  }

  @Test
  void a_ping_of_the_server_is_answered_and_anything_else_refused() throws Exception {
    StdioSession session =
        with(
            "read request; echo '{\"id\":\"a\",\"method\":\"ping\"}'; read pong; echo '{\"id\":8,"
                + "\"method\":\"roots/list\"}'; read no; printf '{\"id\":0,\"result\":{\"pong\":%s,"
                + "\"no\":%s}}\\n' \"$pong\" \"$no\"");

    assertThat(session.call("initialize", null).toString())
        .contains("pong={jsonrpc=2.0, id=a, result={}}")
        .contains("no={jsonrpc=2.0, id=8, error={code=-32601");
  }

  @Test
  void an_error_has_the_word_that_mcpmux_gives_with_it() throws Exception {
    StdioSession session =
        with(
            "read request; echo '{\"id\":0,\"error\":{\"code\":1,\"message\":\"no\",\"data\":"
                + "{\"mcpmux\":\"server-failed\"}}}'");

    assertThatThrownBy(() -> session.call("initialize", null))
        .isInstanceOfSatisfying(
            StdioSession.RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo("server-failed"))
        .hasMessage("no");
  }

  @Test
  void messages_of_any_length_are_read_one_by_one() throws Exception {
    StdioSession session =
        with("echo first; head -c 300000 /dev/zero | tr '\\0' x; echo; printf 'last\\nrest'");

    assertThat(session.readLine()).isEqualTo("first");
    assertThat(session.readLine()).hasSize(300_000).containsOnlyOnce("x".repeat(300_000));
    assertThat(session.readLine()).isEqualTo("last");
    assertThatThrownBy(session::readLine).hasMessageContaining("ended");
  }

  @Test
  void a_message_without_end_is_not_read_for_ever() throws Exception {
    StdioSession session = with("cat /dev/zero");

    assertThatThrownBy(session::readLine).hasMessageContaining("(limit: 16777216)");
  }
}
