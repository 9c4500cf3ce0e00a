package dev.mcpmux.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.Colours;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TapViewTest {

  private static final WireText TEXT = new WireText(Colours.NONE, ZoneOffset.UTC, false);

  private static String shown(TapView.Form form, MessageCheck check, String... lines)
      throws Exception {
    byte[] from = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(to, true, StandardCharsets.UTF_8);
    new TapView(form, TEXT, check, Page.whole(out)).show(new ByteArrayInputStream(from), null);
    return to.toString(StandardCharsets.UTF_8);
  }

  @Test
  void what_was_left_out_is_said_although_nothing_more_comes() throws Exception {
    long[] now = {0};
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(to, true, StandardCharsets.UTF_8);
    Page page = Page.readable(out, () -> now[0]);
    while (page.hasRoom(false)) {
      page.line("before");
    }
    byte[] from = (message("a/b", "") + "\n").getBytes(StandardCharsets.UTF_8);
    new TapView(TapView.Form.ONE_LINE, TEXT, null, page).show(new ByteArrayInputStream(from), null);

    assertThat(to.toString(StandardCharsets.UTF_8))
        .endsWith("… 2 messages are not shown: more came than one can read\n");
  }

  @Test
  void what_was_not_checked_is_said_also_when_no_more_was_and_to_programs() throws Exception {
    String line = message("a/b", "{}");
    for (TapView.Form form : TapView.Form.values()) {
      int[] looks = {0};
      MessageCheck check = // of the first message, which takes all of its time
          new MessageCheck(() -> looks[0]++ < 2 ? 0 : 1_500_000_000);
      assertThat(shown(form, check, line, line, line))
          .contains(
              form == TapView.Form.JSON
                  ? "\n{\"unchecked\":2}\n"
                  : "… 2 messages were not checked: too many came at once\n");
    }
  }

  @Test
  void the_title_is_there_before_the_first_message() throws Exception {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(to, true, StandardCharsets.UTF_8);
    String[] before = {null};
    InputStream quiet =
        new InputStream() {
          @Override
          public int read() {
            before[0] = to.toString(StandardCharsets.UTF_8);
            return -1;
          }
        };
    new TapView(TapView.Form.PRETTY, TEXT, null, Page.whole(out)).show(quiet, null);

    assertThat(before[0]).startsWith("TIME").endsWith("\n");
  }

  private static String message(String method, String body) {
    return "{\"time\":\"2026-11-30T14:31:07.123Z\",\"from\":\"server\",\"to\":\"client\","
        + "\"kind\":\"notification\",\"method\":\""
        + method
        + "\",\"bytes\":5"
        + (body.isEmpty() ? "}" : ",\"body\":" + body + "}");
  }

  @Test
  void names_of_members_in_faults_are_harmless_in_json() throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"a\",\"inputSchema\":"
            + "{\"type\":\"object\",\"properties\":{\"\u009b2J\u202e\":1}}}]}}";
    String line = message("tools/list", body).replace("notification", "response");

    assertThat(shown(TapView.Form.JSON, new MessageCheck(System::nanoTime), line))
        .contains("\"faults\":[", "\\u009b2J\\u202e")
        .doesNotContain("\u009b", "\u202e");
  }

  @Test
  void a_line_that_cannot_be_read_is_told_and_the_tap_goes_on() throws Exception {
    String[] lines = {"{\"serverId\":•••}", message("a/after", "")};

    assertThat(shown(TapView.Form.ONE_LINE, null, lines)).contains("cannot be read", "a/after");
    assertThat(shown(TapView.Form.JSON, null, lines)).contains("{\"lost\":1", "a/after");
  }
}
