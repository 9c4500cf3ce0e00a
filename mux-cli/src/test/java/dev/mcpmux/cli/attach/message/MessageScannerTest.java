package dev.mcpmux.cli.attach.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines in pieces of every length. */
class MessageScannerTest {

  @Test
  void a_message_is_known_by_its_own_members_and_not_by_those_inside_of_them() {
    assertFound(
        "{\"params\":{\"id\":9,\"x\":[{\"method\":\"y\"}]},\"id\":3,\"method\":\"x\"}\n",
        "3 method",
        "line");
    assertFound(
        "{\"result\":{\"method\":\"no\",\"id\":1},\"id\":\"a\\\"b\"}\n", "\"a\\\"b\"", "line");
    assertFound("{\"id\":-2.5e3,\"error\":{\"code\":1}}\n", "-2.5e3 error", "line");
    assertFound("{\"result\":{\"error\":1},\"id\":1}\n", "1", "line");
  }

  @Test
  void a_cancelling_tells_whose_it_is() {
    assertFound(
        "{\"method\":\"notifications/cancelled\",\"params\":{\"reason\":\"}\",\"requestId\":4}}\n",
        "null method cancels 4",
        "line");
    assertFound("{\"method\":\"other\",\"params\":{\"requestId\":4}}\n", "null method", "line");
  }

  @Test
  void each_element_of_a_batch_is_a_message() {
    assertFound(
        " [{\"id\":1,\"method\":\"x\"} , {\"method\":\"n\"},{\"id\":2,\"result\":[]}]\n",
        "1 method",
        "null method",
        "2",
        "line");
  }

  @Test
  void an_id_that_is_too_long_cannot_be_given_back_and_what_is_no_json_is_a_line() {
    assertFound("{\"id\":\"" + "i".repeat(1025) + "\"}\n", "null", "line");
    assertFound("no json {\"id\":1}\n\n{\"id\":2}\n", "line", "line", "2", "line");
    assertFound("{\"id\":1,\"x\":\"never ended\n{\"id\":2}\n", "line", "2", "line");
  }

  private static void assertFound(String stream, String... expected) {
    byte[] bytes = stream.getBytes(ISO_8859_1);
    for (int piece = 1; piece <= bytes.length; piece++) {
      assertThat(found(bytes, piece)).as("pieces of %d", piece).containsExactly(expected);
    }
  }

  private static List<String> found(byte[] bytes, int piece) {
    MessageScanner scanner = new MessageScanner();
    List<String> found = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += piece) {
      int end = Math.min(start + piece, bytes.length);
      for (int at = start; at < end; ) {
        at = scanner.next(bytes, at, end);
        switch (scanner.event()) {
          case MESSAGE -> found.add(text(scanner.message()));
          case LINE -> found.add("line");
          default -> assertThat(at).isEqualTo(end);
        }
      }
    }
    return found;
  }

  private static String text(MessageTokens message) {
    return message.id()
        + (message.hasMethod() ? " method" : "")
        + (message.isError() ? " error" : "")
        + (message.cancelled() == null ? "" : " cancels " + message.cancelled());
  }
}
