package dev.mcpmux.cli.edit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlTextTest {

  private static final String CODEX =
      """
      # mine
      model = "gpt"   # the one

      [mcp_servers.a]
      command = "npx" # runs
      args = [
        "-y", # yes
        "a",
      ]
      env = { "A.B" = "1", C = '2' }

      # the second
      [mcp_servers."b c"]
      command = '''
      x'''

      [tui]
      theme = "dark"
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = geheim",
        "a = 'x' geheim",
        "a = \"x\" \"geheim\"",
        "a = [1 geheim]",
        "a = \"\\geheim\"",
        "a = 2026-13-geheim",
        "geheim",
        "a = {b = geheim",
      })
  void noMessageQuotesTheText(String text) {
    assertThatThrownBy(() -> ConfigText.of(text.getBytes(UTF_8), Format.TOML))
        .isInstanceOf(EditException.class)
        .hasMessageNotContaining("geheim")
        .hasMessageNotContaining("'g");
  }

  @Test
  void what_a_text_says_is_a_tree() throws Exception {
    Map<String, Object> tree = text("a = 1\nb.c = 1.5\nd = 2026-01-02\n[e.f]\ng = [nan]\n").tree();

    assertThat(tree)
        .isEqualTo(
            Map.of(
                "a", BigDecimal.ONE,
                "b", Map.of("c", new BigDecimal("1.5")),
                "d", LocalDate.of(2026, 1, 2),
                "e", Map.of("f", Map.of("g", List.of(Double.NaN)))));
  }

  @Test
  void a_value_is_replaced_and_nothing_else() throws Exception {
    assertThat(set(CODEX, "gpt \"5\"", "model"))
        .isEqualTo(CODEX.replace("\"gpt\"", "\"gpt \\\"5\\\"\""));
    assertThat(set(CODEX, "mcpmux", "mcp_servers", "a", "command"))
        .isEqualTo(CODEX.replace("\"npx\"", "\"mcpmux\""));
    assertThat(set(CODEX, List.of("attach", "a"), "mcp_servers", "a", "args"))
        .isEqualTo(CODEX.replace("[\n  \"-y\", # yes\n  \"a\",\n]", "[\"attach\", \"a\"]"));
    assertThat(set(CODEX, "mcpmux", "mcp_servers", "b c", "command"))
        .isEqualTo(CODEX.replace("'''\nx'''", "\"mcpmux\""));
    assertThat(set(CODEX, "3", "mcp_servers", "a", "env", "A.B"))
        .isEqualTo(CODEX.replace("\"1\"", "\"3\""));
  }

  @Test
  void a_key_is_added_after_the_last_of_its_table() throws Exception {
    assertThat(set(CODEX, 5, "mcp_servers", "b c", "startup_timeout_sec"))
        .isEqualTo(CODEX.replace("x'''\n", "x'''\nstartup_timeout_sec = 5\n"));
    assertThat(set(CODEX, true, "hide"))
        .isEqualTo(CODEX.replace("# the one\n", "# the one\nhide = true\n"));
    assertThat(set(CODEX, "x", "mcp_servers", "a", "env", "D"))
        .isEqualTo(CODEX.replace("C = '2' }", "C = '2', D = \"x\" }"));
    assertThat(set("[a]\n\n[b]\n", 1, "a", "x")).isEqualTo("[a]\nx = 1\n\n[b]\n");
    assertThat(set("a.b=1\r\n", 1, "a", "c")).isEqualTo("a.b=1\r\na.c=1\r\n");
    assertThat(set("[x]\na.b = 1 # one", Map.of("k", 1), "x", "a", "c"))
        .isEqualTo("[x]\na.b = 1 # one\na.c = { k = 1 }");
    assertThat(set("x = {}", 1, "x", "y", "z")).isEqualTo("x = { y = { z = 1 } }");
  }

  @Test
  void a_key_before_all_tables_comes_after_the_comment_at_the_beginning() throws Exception {
    assertThat(set("# mine\n\n[a]\n", 1, "x")).isEqualTo("# mine\n\nx = 1\n\n[a]\n");
    assertThat(set("# about a\n[a]\n", 1, "x")).isEqualTo("x = 1\n\n# about a\n[a]\n");
    assertThat(set("[a]", 1, "x")).isEqualTo("x = 1\n\n[a]");
    assertThat(set("# mine", 1, "x")).isEqualTo("# mine\nx = 1");
  }

  @Test
  void a_table_is_added_after_those_beside_it_or_at_the_end() throws Exception {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("command", "mcpmux");
    entry.put("args", List.of("attach", "c"));
    entry.put("env", Map.of("X", "1"));
    String added =
        """
        [mcp_servers.c]
        command = "mcpmux"
        args = ["attach", "c"]
        env = { X = "1" }
        """;

    assertThat(set(CODEX, entry, "mcp_servers", "c"))
        .isEqualTo(CODEX.replace("\n[tui]", "\n" + added + "\n[tui]"));
    assertThat(set("model = 1\n", entry, "mcp_servers", "c")).isEqualTo("model = 1\n\n" + added);
    assertThat(set("model = 1", entry, "mcp_servers", "c"))
        .isEqualTo("model = 1\n\n" + added.stripTrailing());
    assertThat(set("", entry, "mcp_servers", "c")).isEqualTo(added);
    assertThat(set("", "mcpmux", "mcp_servers", "c", "command"))
        .isEqualTo("[mcp_servers.c]\ncommand = \"mcpmux\"\n");
    assertThat(set("[a.x]\n[a.y]\nk = 1\n[b]\n", Map.of("k", 2), "a", "z"))
        .isEqualTo("[a.x]\n[a.y]\nk = 1\n[a.z]\nk = 2\n[b]\n");
    assertThat(set("[a.x]\nk = 1\n# own\n\n[b]\n", Map.of("k", 2), "a", "y"))
        .isEqualTo("[a.x]\nk = 1\n# own\n\n[a.y]\nk = 2\n\n[b]\n");
    assertThat(set("[a.x]\nk = 1\n# about b\n[b]\n", Map.of("k", 2), "a", "y"))
        .isEqualTo("[a.x]\nk = 1\n\n[a.y]\nk = 2\n\n# about b\n[b]\n");
    assertThat(set("[a]\nx = { k = 1 }\n", Map.of("k", 2), "a", "z"))
        .isEqualTo("[a]\nx = { k = 1 }\nz = { k = 2 }\n");
  }

  @Test
  void members_of_a_table_are_changed_one_by_one() throws Exception {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("command", "mcpmux");
    entry.put("args", List.of("attach", "a"));

    assertThat(set(CODEX, entry, "mcp_servers", "a"))
        .isEqualTo(
            CODEX
                .replace("\"npx\"", "\"mcpmux\"")
                .replace("[\n  \"-y\", # yes\n  \"a\",\n]", "[\"attach\", \"a\"]")
                .replace("env = { \"A.B\" = \"1\", C = '2' }\n", ""));
    assertThat(set("[a.b]\nx = 1\n[a.b.env]\ny = 1\n", Map.of("x", 2), "a", "b"))
        .isEqualTo("[a.b]\nx = 2\n");
  }

  @Test
  void a_value_goes_with_its_line_and_the_comment_on_it() throws Exception {
    assertThat(remove(CODEX, "mcp_servers", "a", "command"))
        .isEqualTo(CODEX.replace("command = \"npx\" # runs\n", ""));
    assertThat(remove(CODEX, "model"))
        .isEqualTo(CODEX.replace("model = \"gpt\"   # the one\n", ""));
    assertThat(remove(CODEX, "mcp_servers", "a", "env", "A.B"))
        .isEqualTo(CODEX.replace("\"A.B\" = \"1\", ", ""));
    assertThat(remove(CODEX, "mcp_servers", "a", "env", "C"))
        .isEqualTo(CODEX.replace(", C = '2'", ""));
    assertThat(remove("a = 1\nb = 2", "b")).isEqualTo("a = 1");
    assertThat(remove("a = { b = 1 }", "a", "b")).isEqualTo("a = {}");
  }

  @Test
  void a_table_goes_with_its_header_and_the_tables_in_it() throws Exception {
    assertThat(remove(CODEX, "mcp_servers", "a"))
        .isEqualTo(
            "# mine\nmodel = \"gpt\"   # the one\n\n# the second"
                + CODEX.split("# the second", 2)[1]);
    assertThat(remove(CODEX, "mcp_servers"))
        .isEqualTo(
            "# mine\nmodel = \"gpt\"   # the one\n\n# the second\n\n[tui]\ntheme = \"dark\"\n");
    assertThat(remove("[a]\nx = 1\n\n[a.b]\ny = 1\n\n[c]\n", "a")).isEqualTo("[c]\n");
    assertThat(remove("[a]\r\nx = 1\r\n\r\n[b]\r\ny = 1", "b")).isEqualTo("[a]\r\nx = 1");
    assertThat(remove("[[a]]\nx = 1\n[[a]]\n[b]\n", "a")).isEqualTo("[b]\n");
  }

  @Test
  void byte_order_mark_line_ends_and_bytes_that_are_not_utf8_stay() throws Exception {
    byte[] before = "\u00ef\u00bb\u00bfa = 1\r\n# \u00ff\u00c3\r\nb=2".getBytes(ISO_8859_1);

    byte[] after = ConfigText.of(before, Format.TOML).set(List.of("a"), 7).bytes();

    assertThat(new String(after, ISO_8859_1))
        .isEqualTo("\u00ef\u00bb\u00bfa = 7\r\n# \u00ff\u00c3\r\nb=2");
  }

  @Test
  void what_is_wrong_is_said_with_its_place_and_without_values() {
    assertThatThrownBy(() -> text("a = 1\ntoken = sk-secret\n"))
        .hasMessageNotContaining("sk-secret")
        .isInstanceOfSatisfying(
            EditException.class, e -> assertThat(e.withPlace()).startsWith("line 2, column 9: "));
    assertThatThrownBy(() -> text("a = 1\na = 2\n")).isInstanceOf(EditException.class);
    assertThatThrownBy(() -> text("a = " + "[".repeat(20_000) + "]".repeat(20_000)))
        .hasMessage("the text is nested too deeply");
  }

  @Test
  void what_toml_cannot_hold_is_refused() throws Exception {
    ConfigText text = text("a = 1\n[[l]]\n");

    assertThatThrownBy(() -> text.set(List.of("b"), null)).hasMessage("TOML cannot hold null");
    assertThatThrownBy(() -> text.set(List.of("b"), Collections.singletonList("\ud800")))
        .isInstanceOf(EditException.class);
    assertThatThrownBy(() -> text.set(List.of("b"), new BigDecimal("1e30")))
        .isInstanceOf(EditException.class);
    assertThatThrownBy(() -> text.set(List.of("l", "x"), 1))
        .hasMessage("\"l\" is a list and has no members");
  }

  private static String set(String text, Object value, String... path) throws EditException {
    return new String(text(text).set(List.of(path), value).bytes(), UTF_8);
  }

  private static String remove(String text, String... path) throws EditException {
    return new String(text(text).remove(List.of(path)).bytes(), UTF_8);
  }

  private static ConfigText text(String text) throws EditException {
    return ConfigText.of(text.getBytes(UTF_8), Format.TOML);
  }
}
