package dev.mcpmux.netty.remote.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SniffedBodyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1}      | false | JSON {"a":1}
          [1]          | true  | JSON [1]
          ~~ @ {"a"}~  | false | JSON {"a"}~
          data: x~     | false | EVENTS data: x~
          event: x~    | false | EVENTS event: x~
          id:1         | false | EVENTS id:1
          : x          | false | EVENTS : x
          retry:1      | false | EVENTS retry:1
          ~~           | true  | EVENTS
          x            | true  | EVENTS x
          dataset: x   | false | OTHER dataset: x
          why: x       | false | OTHER why: x
          da           | false | OTHER da
          <html>       | false | OTHER <html>
          ~~           | false | OTHER
          """)
  void a_body_is_what_it_begins_as_however_it_is_cut(
      String body, boolean saysEvents, String expected) {
    byte[] bytes = text(body).getBytes(StandardCharsets.UTF_8);
    for (int cut = 1; cut <= bytes.length; cut++) {
      List<String> told = new ArrayList<>();
      SniffedBody sniffed =
          new SniffedBody(
              UnpooledByteBufAllocator.DEFAULT, saysEvents, form -> recorded(form, told));
      for (int from = 0; from < bytes.length; from += cut) {
        ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, Math.min(cut, bytes.length - from));
        sniffed.feed(piece);
        piece.release();
      }
      sniffed.end();
      sniffed.close();

      assertThat(String.join("", told)).as("cut after " + cut).isEqualTo(text(expected) + " end");
    }
  }

  private static String text(String text) {
    return text.replace('~', '\n').replace('@', '\uFEFF');
  }

  private static Body recorded(SniffedBody.Form form, List<String> told) {
    told.add(form.name());
    return new Body() {
      private boolean any;

      @Override
      public void feed(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        told.add(any || text.isEmpty() ? text : " " + text);
        any |= !text.isEmpty();
      }

      @Override
      public void end() {
        told.add(" end");
      }

      @Override
      public void close() {
        // nothing is kept
      }
    };
  }
}
