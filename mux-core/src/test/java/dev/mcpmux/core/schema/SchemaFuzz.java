package dev.mcpmux.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.JsonSpans;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Any schema and any value: what is said of them cannot be, and its opposite. */
class SchemaFuzz {
  private static final String BEFORE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"it\":[";

  /** More of them may be too deep to look at, and even more so within another schema. */
  private static final int MAX_OBJECTS = 60;

  /** What a schema says of its own root means something else within another. */
  private static final Pattern ROOTED = Pattern.compile("ref|id|\\\\u");

  @FuzzTest
  @DictionaryEntries({
    "\"type\":\"integer\"",
    "\"type\":[\"string\",\"null\"]",
    "\"enum\":[1,\"a\"]",
    "\"const\":",
    "\"required\":[\"a\"]",
    "\"properties\":{\"a\":{",
    "\"additionalProperties\":false",
    "\"items\":{",
    "\"prefixItems\":[",
    "\"minimum\":1",
    "\"maxLength\":1",
    "\"anyOf\":[{",
    "\"oneOf\":[{",
    "\"allOf\":[{",
    "\"not\":{",
    "\"$ref\":\"#\"",
    "\"$ref\":\"#/$defs/a\"",
    "\"nullable\":true",
    "1e400"
  })
  void a_schema_never_refuses_a_value_that_its_opposite_refuses(byte[] bytes) {
    byte[] frame = join(BEFORE, bytes, "]}}");
    FrameScanner scanner = new FrameScanner();
    scanner.finish(ByteBuffer.wrap(frame), 0, frame.length);
    if (scanner.view().kind() == FrameKind.REQUEST) {
      List<byte[]> two = new ArrayList<>();
      JsonSpans.elements(
          frame,
          BEFORE.length() - 1,
          (none, start, end) -> two.add(Arrays.copyOfRange(frame, start, end)));
      if (two.size() == 2) {
        check(two.get(0), two.get(1));
      }
    }
  }

  private static void check(byte[] schema, byte[] value) {
    List<String> errors = Schema.of(schema).errorsOfAll("v", value);
    if (Schema.of(schema).fitsAtOnce(value)) {
      assertThat(errors).isEmpty();
    }
    assertThat(errors).hasSizeLessThanOrEqualTo(5);
    for (String error : errors) {
      assertThat(error).startsWith("v").doesNotContain("\n", "\r");
    }
    boolean twice = errors.stream().anyMatch(error -> error.endsWith(" twice"));
    String text = new String(schema, StandardCharsets.UTF_8);
    boolean rooted =
        ROOTED.matcher(text).find() || text.chars().filter(c -> c == '{').count() > MAX_OBJECTS;
    if (!errors.isEmpty() && !twice && !rooted) {
      assertThat(errors("{\"not\":", schema, "}", value)).isEmpty();
      assertThat(errors("{\"anyOf\":[", schema, "]}", value)).isNotEmpty();
      assertThat(errors("{\"oneOf\":[false,", schema, "]}", value)).isNotEmpty();
    }
  }

  private static List<String> errors(String before, byte[] schema, String after, byte[] value) {
    return Schema.of(join(before, schema, after)).errors("v", value);
  }

  private static byte[] join(String before, byte[] bytes, String after) {
    byte[] start = before.getBytes(StandardCharsets.UTF_8);
    byte[] end = after.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(start.length + bytes.length + end.length)
        .put(start)
        .put(bytes)
        .put(end)
        .array();
  }
}
