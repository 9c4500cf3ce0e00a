package dev.mcpmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What terminals send becomes keys. */
class KeysTest {

  /** The text, then nothing for a while, then the end. */
  private static List<String> keys(String text) throws IOException {
    int[] at = {0};
    Keys keys =
        new Keys(
            millis -> {
              if (at[0] < text.length()) {
                return text.charAt(at[0]++);
              }
              return millis > 0 ? Keys.Source.LATE : Keys.Source.END;
            });
    List<String> all = new ArrayList<>();
    for (Key key = keys.next(); key != null; key = keys.next()) {
      all.add(key.is(Key.Kind.TEXT) ? String.valueOf((char) key.text()) : key.kind().name());
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "[A,UP", "OA,UP", "[B,DOWN", "OB,DOWN", "[C,RIGHT", "[D,LEFT", "[5~,PAGE_UP", "[6~,PAGE_DOWN",
    "[H,HOME", "[1~,HOME", "[7~,HOME", "[F,END", "[4~,END", "[8~,END", "[Z,BACK_TAB", "OM,ENTER",
    "[1;5A,UP", "[15~,OTHER", "[3~,OTHER", "[200~,OTHER", "[99999999999~,OTHER", "[?1u,OTHER"
  })
  void each_sequence_is_one_key_and_what_follows_is_the_next(String sequence, String key)
      throws IOException {
    assertThat(keys("a\u001b" + sequence + "b")).containsExactly("a", key, "b");
  }

  @Test
  void escape_alone_is_a_key_of_its_own() throws IOException {
    assertThat(keys("\u001b")).containsExactly("ESCAPE");
    assertThat(keys("\u001b\u001b")).containsExactly("ESCAPE", "ESCAPE");
    assertThat(keys("\u001b\u001b[A")).containsExactly("ESCAPE", "UP");
    assertThat(keys("\u001bx")).containsExactly("OTHER");
    assertThat(keys("\u001b[1")).containsExactly("OTHER");
  }

  @Test
  void controls_are_keys_or_nothing_and_letters_of_all_scripts_are_text() throws IOException {
    assertThat(keys("\r\n\t\b\u007f\u0003é日"))
        .containsExactly("ENTER", "ENTER", "TAB", "BACKSPACE", "BACKSPACE", "OTHER", "é", "日");
  }
}
