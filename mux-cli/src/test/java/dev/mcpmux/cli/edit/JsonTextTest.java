package dev.mcpmux.cli.edit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  private static final Map<String, Object> ENTRY = entry();

  @Test
  void a_value_is_replaced_and_nothing_else() throws Exception {
    String text = "{\n\t\"a\" : 1 , // one\n\t\"b\":[ 1,2 ],\n}";

    assertThat(set(text, Format.JSONC, 7, "a"))
        .isEqualTo("{\n\t\"a\" : 7 , // one\n\t\"b\":[ 1,2 ],\n}");
    assertThat(set(text, Format.JSONC, List.of(3), "b"))
        .isEqualTo("{\n\t\"a\" : 1 , // one\n\t\"b\":[3],\n}");
  }

  @Test
  void an_entry_is_replaced_in_the_style_of_the_one_before() throws Exception {
    assertThat(
            set(
                "{\"servers\": {\n    \"m\": {\n        \"command\": \"npx\"\n    }}}",
                Format.JSON,
                ENTRY,
                "servers",
                "m"))
        .isEqualTo(
            """
            {"servers": {
                "m": {
                    "command": "mcpmux",
                    "args": ["attach", "m"]
                }}}""");
    assertThat(set("{\"s\": { \"m\": {\"command\":\"npx\"} }}", Format.JSON, ENTRY, "s", "m"))
        .isEqualTo("{\"s\": { \"m\": {\"command\":\"mcpmux\",\"args\":[\"attach\",\"m\"]} }}");
  }

  @Test
  void lists_are_written_as_other_lists_are() throws Exception {
    String text = "{\n  \"m\": {\n    \"args\": [\n      \"x\"\n    ]\n  }\n}\n";

    assertThat(set(text, Format.JSON, ENTRY, "n"))
        .isEqualTo(
            """
            {
              "m": {
                "args": [
                  "x"
                ]
              },
              "n": {
                "command": "mcpmux",
                "args": [
                  "attach",
                  "m"
                ]
              }
            }
            """);
  }

  @Test
  void a_member_is_added_after_the_last_one_and_the_comment_on_its_line() throws Exception {
    assertThat(set("{\r\n   \"a\": 1 // one\r\n   // end\r\n}\r\n", Format.JSONC, 2, "b"))
        .isEqualTo("{\r\n   \"a\": 1, // one\r\n   \"b\": 2\r\n   // end\r\n}\r\n");
    assertThat(set("{\n  \"a\": 1, // one\n}", Format.JSONC, 2, "b"))
        .isEqualTo("{\n  \"a\": 1, // one\n  \"b\": 2,\n}");
    assertThat(set("{ \"a\":1 }", Format.JSON, 2, "b")).isEqualTo("{ \"a\":1,\"b\":2 }");
    assertThat(set("{ \"a\": 1 // one\n}", Format.JSONC, 2, "b"))
        .isEqualTo("{ \"a\": 1, // one\n  \"b\": 2\n}");
    assertThat(set("{\"a\": 1, /* one */}", Format.JSONC, 2, "b"))
        .isEqualTo("{\"a\": 1, /* one */ \"b\": 2,}");
    assertThat(set("{\"a\": 1 /* one */}", Format.JSONC, 2, "b"))
        .isEqualTo("{\"a\": 1, /* one */ \"b\": 2}");
  }

  @Test
  void a_member_is_added_to_an_empty_object() throws Exception {
    assertThat(set("{}", Format.JSON, 1, "a")).isEqualTo("{\n  \"a\": 1\n}");
    assertThat(set("{\n\t\"s\": {}\n}", Format.JSON, 1, "s", "a"))
        .isEqualTo("{\n\t\"s\": {\n\t\t\"a\": 1\n\t}\n}");
    assertThat(set("{\"s\":{}}", Format.JSON, 1, "s", "a")).isEqualTo("{\"s\":{\"a\":1}}");
    assertThat(set("{\n  // none yet\n}", Format.JSONC, 1, "a"))
        .isEqualTo("{\n  // none yet\n  \"a\": 1\n}");
    assertThat(set("{ /* none */ }", Format.JSONC, 1, "a"))
        .isEqualTo("{ /* none */\n  \"a\": 1\n}");
  }

  @Test
  void missing_parents_are_made() throws Exception {
    assertThat(set("{\n  \"x\": 1\n}\n", Format.JSON, ENTRY, "mcpServers", "m"))
        .isEqualTo(
            """
            {
              "x": 1,
              "mcpServers": {
                "m": {
                  "command": "mcpmux",
                  "args": ["attach", "m"]
                }
              }
            }
            """);
    assertThat(set("{\"s\": null}", Format.JSON, 1, "s", "a")).isEqualTo("{\"s\": {\"a\": 1}}");
  }

  @Test
  void a_file_that_holds_nothing_becomes_an_object() throws Exception {
    for (String nothing : new String[] {"", " \n\t\r\n", "\n"}) {
      assertThat(set(nothing, Format.JSON, 1, "a", "b").replace("\r\n", "\n"))
          .isEqualTo("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n");
    }
    assertThat(new String(ConfigText.of(null, Format.JSON).set(List.of("a"), 1).bytes(), UTF_8))
        .isEqualTo("{\n  \"a\": 1\n}\n");
    assertThat(set("// mine", Format.JSONC, 1, "a")).isEqualTo("// mine\n{\n  \"a\": 1\n}\n");
    assertThat(ConfigText.of(null, Format.JSON).tree()).isEmpty();
  }

  @Test
  void a_member_goes_with_its_line_its_comma_and_the_comment_on_its_line() throws Exception {
    String text = "{\n  // first\n  \"a\": 1, // one\n  \"b\": 2, // two\n  \"c\": 3 // three\n}";

    assertThat(remove(text, Format.JSONC, "a"))
        .isEqualTo("{\n  // first\n  \"b\": 2, // two\n  \"c\": 3 // three\n}");
    assertThat(remove(text, Format.JSONC, "b"))
        .isEqualTo("{\n  // first\n  \"a\": 1, // one\n  \"c\": 3 // three\n}");
    assertThat(remove(text, Format.JSONC, "c"))
        .isEqualTo("{\n  // first\n  \"a\": 1, // one\n  \"b\": 2 // two\n}");
    assertThat(remove("{\n  \"a\": 1,\n  \"b\": 2,\n}", Format.JSONC, "b"))
        .isEqualTo("{\n  \"a\": 1,\n}");
  }

  @Test
  void a_member_on_a_line_with_others_leaves_them_as_they_are() throws Exception {
    String text = "{ \"a\": 1, \"b\": 2, \"c\": 3 }";

    assertThat(remove(text, Format.JSON, "a")).isEqualTo("{ \"b\": 2, \"c\": 3 }");
    assertThat(remove(text, Format.JSON, "b")).isEqualTo("{ \"a\": 1, \"c\": 3 }");
    assertThat(remove(text, Format.JSON, "c")).isEqualTo("{ \"a\": 1, \"b\": 2 }");
    assertThat(remove("{ \"a\": 1 }", Format.JSON, "a")).isEqualTo("{}");
    assertThat(remove("{ \"x\": {\n}, \"a\": 1 // note\n}", Format.JSONC, "a"))
        .isEqualTo("{ \"x\": {\n} // note\n}");
    assertThat(remove("{\n  \"a\": 1,\n  \"b\": 2 }", Format.JSON, "b"))
        .isEqualTo("{\n  \"a\": 1 }");
  }

  @Test
  void commas_at_the_beginning_of_lines_stay_there() throws Exception {
    String text = "{\n    \"a\": 1\n  , \"b\": 2\n  , \"c\": 3\n}";

    assertThat(remove(text, Format.JSON, "b")).isEqualTo("{\n    \"a\": 1\n  , \"c\": 3\n}");
    assertThat(remove(text, Format.JSON, "c")).isEqualTo("{\n    \"a\": 1\n  , \"b\": 2\n}");
    assertThat(remove(text, Format.JSON, "a")).isEqualTo("{\n  \"b\": 2\n  , \"c\": 3\n}");
  }

  @Test
  void of_a_name_that_stands_twice_the_last_counts_and_both_go() throws Exception {
    String text = "{\"a\": 1, \"b\": 2, \"a\": 3}";

    assertThat(text(text, Format.JSON).tree()).isEqualTo(Map.of("a", dec(3), "b", dec(2)));
    assertThat(set(text, Format.JSON, 4, "a")).isEqualTo("{\"a\": 1, \"b\": 2, \"a\": 4}");
    assertThat(remove(text, Format.JSON, "a")).isEqualTo("{\"b\": 2}");
  }

  @Test
  void byte_order_mark_and_bytes_that_are_not_utf8_stay() throws Exception {
    byte[] before = "\u00ef\u00bb\u00bf{ \"x\": \"\u00ff\u00fe\", \"a\": 1 }".getBytes(ISO_8859_1);

    byte[] after = ConfigText.of(before, Format.JSON).set(List.of("a"), 2).bytes();

    assertThat(new String(after, ISO_8859_1))
        .isEqualTo("\u00ef\u00bb\u00bf{ \"x\": \"\u00ff\u00fe\", \"a\": 2 }");
  }

  @Test
  void what_a_text_says_is_a_tree() throws Exception {
    String text =
        "{\"s\": \"\\u00e9\\ud83d\\ude00\\n\", \"l\": [1.50, true, null, {}], \"d\": -1e3}";

    Map<String, Object> tree = text(text, Format.JSON).tree();

    assertThat(tree.get("s")).isEqualTo("é😀\n");
    assertThat(tree.get("l"))
        .isEqualTo(Arrays.asList(new BigDecimal("1.50"), true, null, Map.of()));
    assertThat(tree.get("d")).isEqualTo(new BigDecimal("-1e3"));
    assertThat(tree.keySet()).containsExactly("s", "l", "d");
  }

  @Test
  void what_is_set_already_changes_nothing() throws Exception {
    ConfigText text = text("{\"a\" :1}", Format.JSON);

    assertThat(text.set(List.of("a"), 1)).isSameAs(text);
    assertThat(text.remove(List.of("b"))).isSameAs(text);
    assertThat(text.remove(List.of("a", "b"))).isSameAs(text);
  }

  @Test
  void what_is_wrong_is_said_with_its_place_and_without_values() {
    assertThatThrownBy(() -> text("{\n  // x\n}", Format.JSON))
        .isInstanceOfSatisfying(EditException.class, e -> assertThat(e.line()).isEqualTo(2))
        .hasMessage("a comment, which strict JSON does not have");
    assertThatThrownBy(() -> text("{\n  \"a\": 1,\n}", Format.JSON))
        .isInstanceOfSatisfying(EditException.class, e -> assertThat(e.line()).isEqualTo(3))
        .hasMessage("a comma after the last member, which strict JSON does not have");
    assertThatThrownBy(() -> text("{\"token\": sk-secret}", Format.JSON))
        .hasMessageNotContaining("sk-secret")
        .isInstanceOfSatisfying(
            EditException.class, e -> assertThat(e.withPlace()).startsWith("line 1, column "));
    assertThatThrownBy(() -> text("{\"a\": \"secret", Format.JSON))
        .hasMessage("the text ends in the middle");
    assertThatThrownBy(() -> text("{\"a\":".repeat(20_000), Format.JSON))
        .isInstanceOf(EditException.class);
    assertThatThrownBy(() -> text("{} {}", Format.JSON)).isInstanceOf(EditException.class);
    assertThatThrownBy(() -> text("[1]", Format.JSON)).hasMessage("the text is no JSON object");
    assertThatThrownBy(() -> ConfigText.of("{}".getBytes("UTF-16"), Format.JSON))
        .hasMessage("the file holds zero bytes: it is no text in UTF-8");
  }

  @Test
  void a_parent_that_is_no_object_is_left_alone() throws Exception {
    ConfigText text = text("{\"a\": \"x\"}", Format.JSON);

    assertThatThrownBy(() -> text.set(List.of("a", "b"), 1))
        .isInstanceOf(EditException.class)
        .hasMessage("\"a\" is a string and has no members");
  }

  private static BigDecimal dec(int value) {
    return BigDecimal.valueOf(value);
  }

  private static Map<String, Object> entry() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("command", "mcpmux");
    entry.put("args", List.of("attach", "m"));
    return entry;
  }

  private static String set(String text, Format format, Object value, String... path)
      throws EditException {
    return new String(text(text, format).set(List.of(path), value).bytes(), UTF_8);
  }

  private static String remove(String text, Format format, String... path) throws EditException {
    return new String(text(text, format).remove(List.of(path)).bytes(), UTF_8);
  }

  private static ConfigText text(String text, Format format) throws EditException {
    return ConfigText.of(text.getBytes(UTF_8), format);
  }

  @Test
  void several_changes_at_once_give_what_they_give_one_after_the_other() throws Exception {
    String before =
        """
        {
          // of a team
          "a": {"command": "x", "args": ["1", "2"], "env": {"K": "v"}}, // behind
          "b": {
            "env": {}, "env": {"K": "v"},
            "command": "x" // last
          },
          "c": {"type": "stdio"},
        }
        """;
    List<Edit> edits =
        List.of(
            Edit.set(List.of("a", "command"), "/opt/a/long/path"),
            Edit.remove(List.of("b", "env")),
            Edit.set(List.of("b", "args"), List.of("attach", "b")),
            Edit.remove(List.of("a", "env")),
            Edit.set(List.of("a", "args"), List.of()),
            Edit.set(List.of("c", "env", "K"), "v"),
            Edit.remove(List.of("c", "type")),
            Edit.remove(List.of("c", "type")),
            Edit.set(List.of("d"), Map.of("command", "y")),
            Edit.set(List.of("d", "command"), "z"));
    ConfigText text = ConfigText.of(before.getBytes(UTF_8), Format.JSONC);
    ConfigText one = text;
    for (Edit edit : edits) {
      one = edit.removes() ? one.remove(edit.path()) : one.set(edit.path(), edit.value());
    }

    ConfigText all = text.edited(edits);

    assertThat(new String(all.bytes(), UTF_8)).isEqualTo(new String(one.bytes(), UTF_8));
    assertThat(all.tree()).isEqualTo(one.tree());
    assertThat(text.edited(List.of())).isSameAs(text);
  }

  @Test
  void what_is_too_large_for_the_memory_of_a_command_is_refused() {
    byte[] bytes = new byte[(int) ConfigText.MAX_BYTES + 1];
    java.util.Arrays.fill(bytes, (byte) ' ');

    assertThatThrownBy(() -> ConfigText.of(bytes, Format.JSONC))
        .isInstanceOf(EditException.class)
        .hasMessage("it has 16777217 bytes (limit: 16777216)");
  }
}
