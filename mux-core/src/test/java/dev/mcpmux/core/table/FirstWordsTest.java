package dev.mcpmux.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameScanner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstWordsTest {

  private static String clause(String... lines) {
    FirstWords words = new FirstWords();
    for (String line : lines) {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      FrameScanner scanner = new FrameScanner();
      assertThat(scanner.scan(ByteBuffer.wrap(bytes), 0, bytes.length)).isTrue();
      words.add(scanner.view());
    }
    return words.clause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          content-length: 12          | looks like Content-Length framing
          Content-Type: x             | looks like Content-Length framing
          <!DOCTYPE html><p>x         | looks like HTML
          <html>                      | looks like HTML
          HTTP/1.1 200 OK             | looks like HTTP
          {                           | looks like JSON over several lines
          [                           | looks like JSON over several lines
          {"jsonrpc": "2.0",          | looks like JSON over several lines
          {"a": 1}                    | JSON, but no JSON-RPC message
          server: usage: server --x   | looks like its help
          Server listening on port 80 | looks like a banner
          """)
  void what_a_line_looks_like_is_said(String line, String looks) {
    assertThat(clause(line)).startsWith("; its stdout began with").contains(looks);
  }

  @Test
  void what_is_quoted_is_bounded_and_printable() {
    String clause =
        clause("\u001b]0;title\u0007\u202e" + "x".repeat(10_000), "\u001b[31mred\u001b[0m");

    assertThat(clause).contains("\"?]0;title??xxx").contains("x…\", \"red\"").hasSizeLessThan(700);
  }
}
