package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameScannerTest {
  static List<Frames.Case> table() {
    return Frames.table();
  }

  @ParameterizedTest
  @MethodSource("table")
  void says_of_each_frame_what_the_table_says(Frames.Case it) {
    FrameScanner scanner = new FrameScanner();
    byte[] line = Frames.line(it.frame());

    assertThat(scanner.scan(ByteBuffer.wrap(line), 0, line.length)).isTrue();

    assertThat(Frames.describe(scanner.view())).isEqualTo(it.expected());
    assertThat(scanner.lineBytes()).isEqualTo(line.length);
  }

  @ParameterizedTest
  @MethodSource("table")
  void says_the_same_when_the_input_ends_without_a_line_end(Frames.Case it) {
    FrameScanner scanner = new FrameScanner();

    assertThat(scanner.finish(ByteBuffer.wrap(it.frame()), 0, it.frame().length)).isTrue();

    assertThat(Frames.describe(scanner.view())).isEqualTo(it.expected());
    assertThat(scanner.lineBytes()).isEqualTo(it.frame().length);
  }

  @ParameterizedTest
  @MethodSource("table")
  void does_not_depend_on_the_kind_of_buffer_or_its_byte_order(Frames.Case it) {
    byte[] line = Frames.line(it.frame());
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(line.length + 5).put(5, line).order(order);
      for (ByteBuffer each : List.of(buffer, buffer.asReadOnlyBuffer().order(order))) {
        FrameScanner scanner = new FrameScanner();

        assertThat(scanner.scan(each, 5, each.limit())).isTrue();

        assertThat(Frames.describe(scanner.view())).isEqualTo(it.expected());
        assertThat(each.position()).isZero();
      }
    }
  }

  @Test
  void finds_every_watched_member() {
    String frame =
        """
        {"jsonrpc":"2.0","id":"a","method":"x","params":{"_meta":{"progressToken":7,
        "io.modelcontextprotocol/protocolVersion":"v","io.modelcontextprotocol/subscriptionId":3,
        "io.modelcontextprotocol/related-task":{"z":[],"taskId":"t1"}},"progressToken":"p",
        "requestId":1,"name":"n","uri":"u","cursor":"c","level":"debug","task":{"ttl":1},
        "taskId":"t2","elicitationId":"e","mode":"url","ref":{"type":"r","name":"rn","uri":"ru"},
        "protocolVersion":"2025-11-25","capabilities":{"roots":{}},"clientInfo":{"name":"no"},
        "tools":[{"name":"no"}],"toolChoice":{"mode":"no"}}}
        """
            .replace("\n", " ");
    String reply =
        """
        {"jsonrpc":"2.0","id":1,"result":{"task":{"taskId":"t3"},"taskId":"t4","tasks":[{}],
        "nextCursor":"","_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t5"}}}}
        """
            .replace("\n", " ");
    String error = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32042,\"data\":{}}}";

    StringBuilder found = new StringBuilder();
    for (String each : List.of(frame, reply, error)) {
      FrameView view = Frames.scan(each);
      assertThat(view.faultText()).isEmpty();
      for (Field field : Field.values()) {
        if (view.has(field) && field.parent() != null) {
          found.append(field).append(' ').append(view.type(field)).append(' ');
          found.append(new String(view.raw(field))).append('\n');
        }
      }
    }

    assertThat(found.toString().replaceAll("META OBJECT .*", "META OBJECT"))
        .isEqualTo(
            """
            META OBJECT
            PROGRESS_TOKEN STRING "p"
            REQUEST_ID NUMBER 1
            NAME STRING "n"
            URI STRING "u"
            CURSOR STRING "c"
            LEVEL STRING "debug"
            TASK OBJECT {"ttl":1}
            TASK_ID STRING "t2"
            ELICITATION_ID STRING "e"
            MODE STRING "url"
            REF OBJECT {"type":"r","name":"rn","uri":"ru"}
            REF_NAME STRING "rn"
            REF_URI STRING "ru"
            PROTOCOL_VERSION STRING "2025-11-25"
            CAPABILITIES OBJECT {"roots":{}}
            CLIENT_INFO OBJECT {"name":"no"}
            TOOLS ARRAY [{"name":"no"}]
            TOOL_CHOICE OBJECT {"mode":"no"}
            META_PROGRESS_TOKEN NUMBER 7
            META_PROTOCOL_VERSION STRING "v"
            META_SUBSCRIPTION_ID NUMBER 3
            META_RELATED_TASK OBJECT {"z":[],"taskId":"t1"}
            META_RELATED_TASK_ID STRING "t1"
            RESULT_TASK OBJECT {"taskId":"t3"}
            RESULT_TASK_ID STRING "t3"
            RESULT_OWN_TASK_ID STRING "t4"
            RESULT_TASKS ARRAY [{}]
            NEXT_CURSOR STRING ""
            RESULT_META OBJECT
            RESULT_META_RELATED_TASK OBJECT {"taskId":"t5"}
            RESULT_META_RELATED_TASK_ID STRING "t5"
            ERROR_CODE NUMBER -32042
            ERROR_DATA OBJECT {}
            """);
  }

  @Test
  void a_path_through_an_array_is_not_watched() {
    FrameView view =
        Frames.scan(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[{\"name\":\"n\"}]}");

    assertThat(view.has(Field.PARAMS)).isTrue();
    assertThat(view.has(Field.NAME)).isFalse();
  }

  @Test
  void a_longer_key_than_any_watched_one_is_never_a_watched_one() {
    String id = "\\u0069" + "\\u0064".repeat(100);

    FrameView view = Frames.scan("{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"" + id + "\":1}");

    assertThat(view.kind()).isEqualTo(FrameKind.NOTIFICATION);
  }

  @Test
  void the_length_leaves_out_the_line_end_and_nothing_else() {
    assertThat(Frames.scan("{}").frameBytes()).isEqualTo(2);
    assertThat(Frames.scan("{}<0d>").frameBytes()).isEqualTo(2);
    assertThat(Frames.scan("{} <0d>").frameBytes()).isEqualTo(3);
    assertThat(Frames.scan("<0d>").frameBytes()).isZero();
  }

  @Test
  void frames_follow_each_other_in_one_buffer() {
    byte[] first = Frames.line("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    byte[] second = Frames.line("{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"result\":{}}");
    ByteBuffer buffer = ByteBuffer.allocate(first.length + second.length);
    buffer.put(first).put(second);
    FrameScanner scanner = new FrameScanner();

    assertThat(scanner.scan(buffer, 0, buffer.limit())).isTrue();
    assertThat(Frames.describe(scanner.view())).isEqualTo("REQUEST PING id=1");
    int next = scanner.lineBytes();
    scanner.reset();
    assertThat(scanner.scan(buffer, next, buffer.limit())).isTrue();
    assertThat(Frames.describe(scanner.view())).isEqualTo("RESPONSE id=\"b\"");
    assertThat(next + scanner.lineBytes()).isEqualTo(buffer.limit());
  }

  @Test
  void the_end_of_input_behind_a_line_end_is_no_frame() {
    FrameScanner scanner = new FrameScanner();

    assertThat(scanner.finish(ByteBuffer.allocate(8), 3, 3)).isFalse();
  }

  @Test
  void the_limits_are_the_callers() {
    byte[] line =
        Frames.line("{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{},\"id\":1234}");
    FrameScanner flat = new FrameScanner(1, 1024);
    FrameScanner shortIds = new FrameScanner(2, 3);

    flat.scan(ByteBuffer.wrap(line), 0, line.length);
    shortIds.scan(ByteBuffer.wrap(line), 0, line.length);

    assertThat(Frames.describe(flat.view()))
        .isEqualTo("INVALID PING id=1234 -32600 nesting depth: 2 (limit: 1)");
    assertThat(Frames.describe(shortIds.view()))
        .isEqualTo("INVALID PING -32600 id length: 4 (limit: 3)");
  }

  @Test
  void a_frame_must_be_put_away_before_the_next() {
    byte[] line = Frames.line("{}");
    FrameScanner scanner = new FrameScanner();
    scanner.scan(ByteBuffer.wrap(line), 0, line.length);

    assertThatThrownBy(() -> scanner.scan(ByteBuffer.wrap(line), 0, line.length))
        .isInstanceOf(IllegalStateException.class);
  }
}
