package dev.mcpmux.core.frame;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that a reader without regard to case takes for one that is routed on. */
class LookAlikeTest {
  @ParameterizedTest
  @EnumSource(Field.class)
  void in_capitals_a_guarded_member_is_a_fault_and_any_other_passes(Field field) {
    String capitals = field.key().toUpperCase(Locale.ROOT);

    FrameView view = Frames.scan(frameWith(field, capitals));

    assertThat(view.fault())
        .isEqualTo(field.isGuarded() ? FrameFault.AMBIGUOUS_KEY : FrameFault.NONE);
  }

  @ParameterizedTest
  @EnumSource(Field.class)
  void a_guarded_member_is_a_fault_whichever_way_its_first_letter_is_written(Field field) {
    String first = field.key().substring(0, 1);
    for (int point = 1; point < 0x10000; point++) {
      String letter = Character.toString(point);
      if (field.isGuarded() && letter.equalsIgnoreCase(first)) {
        String rest = field.key().substring(1).toUpperCase(Locale.ROOT);

        assertThat(Frames.scan(frameWith(field, letter + rest)).fault())
            .as("U+%04X", point)
            .isEqualTo(FrameFault.AMBIGUOUS_KEY);
        assertThat(Frames.scan(frameWith(field, escape(letter) + rest)).fault())
            .as("U+%04X, escaped", point)
            .isEqualTo(FrameFault.AMBIGUOUS_KEY);
      }
    }
  }

  @Test
  void the_fault_names_the_member_and_shows_nothing_of_the_frame() {
    FrameView view =
        Frames.scan("{\"jsonrpc\":\"2.0\",\"id\":1,\"\\u0049D\":5,\"method\":\"ping\"}");

    assertThat(view.fault().code()).isEqualTo(-32600);
    assertThat(view.faultText())
        .isEqualTo("member \"id\" is written in another case: readers differ on what it is");
  }

  @Test
  void letters_are_alike_when_equalsIgnoreCase_says_so() {
    String letters = "abiklstzID_2";
    for (int point = 1; point <= 0x10450; point++) {
      String text = Character.toString(point);
      boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      String escaped = escape(text);
      String expected = filter(letters, letter -> text.equalsIgnoreCase(letter));

      assertThat(filter(letters, letter -> reads(escaped, letter)))
          .as("U+%04X, escaped", point)
          .isEqualTo(expected);
      if (point != '"' && point != '\\' && !surrogate) {
        assertThat(filter(letters, letter -> reads(text, letter)))
            .as("U+%04X", point)
            .isEqualTo(expected);
      }
    }
  }

  private static String filter(String letters, Predicate<String> wanted) {
    return letters.chars().mapToObj(Character::toString).filter(wanted).collect(joining());
  }

  private static boolean reads(String content, String name) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    return JsonStrings.equalsIgnoringCase(ByteBuffer.wrap(bytes), 0, bytes.length, wanted);
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
    return escaped.toString();
  }

  /** A sound message, but for one more member where the field belongs. */
  private static String frameWith(Field field, String key) {
    String member = "\"" + key + "\":0";
    Field top = field;
    while (top.parent() != null) {
      top = top.parent();
      member = "\"" + top.key() + "\":{" + member + "}";
    }
    String purpose =
        top == Field.RESULT || top == Field.ERROR ? "\"id\":1" : "\"id\":1,\"method\":\"ping\"";
    return "{\"jsonrpc\":\"2.0\"," + purpose + "," + member + "}";
  }
}
