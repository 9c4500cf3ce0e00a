package dev.mcpmux.core.find;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.BriefValue;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.schema.Schema;
import dev.mcpmux.core.script.Frames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FindToolsTest {

  private static List<Item> definitions() {
    byte[] definitions = FindTools.definitions();
    String list = "{\"tools\":[" + new String(definitions, StandardCharsets.UTF_8) + "]}";
    return Item.allOf(list.getBytes(StandardCharsets.UTF_8), Offer.TOOLS);
  }

  @Test
  void only_the_tool_that_may_change_something_is_not_read_only() {
    assertThat(definitions())
        .extracting(Item::id)
        .containsExactly(FindTools.FIND, FindTools.CALL, FindTools.CALL_READ)
        .allMatch(FindTools::isName);
    assertThat(definitions()).extracting(Item::isReadOnly).containsExactly(true, false, true);
  }

  @Test
  void what_is_found_is_as_the_definition_says() {
    FoundJson json = new FoundJson();
    json.add("a__\"x", "a", item("{\"name\":\"x\",\"description\":5,\"inputSchema\":[]}"));
    json.add("a__y", "a", item("{\"name\":\"y\",\"annotations\":{\"readOnlyHint\":true}}"));
    byte[] result = json.result(List.of("b\n"), true);
    Schema schema = Schema.of(definitions().get(0).part("outputSchema"));

    String text = new String(result, StandardCharsets.UTF_8);
    String structured = text.substring(text.indexOf("\"structuredContent\":") + 20);
    byte[] found =
        structured.substring(0, structured.length() - 1).getBytes(StandardCharsets.UTF_8);
    assertThat(schema.errors("found", found)).isEmpty();
    assertThat(text).contains("\"missing\":[\"b\\n\"]").contains("a__y (server a, read-only)");
  }

  @Test
  void a_result_stays_short_whatever_its_tools_are_like() {
    String words = "word ".repeat(40_000);
    String slashes = "\\\\".repeat(100_000);
    for (String part :
        List.of(
            "\"description\":\"" + words + "\"",
            "\"description\":\"" + slashes + "\"",
            "\"inputSchema\":{\"title\":\"" + slashes + "\"}",
            "\"inputSchema\":{\"title\":\"" + "x".repeat(12_000) + "\"}",
            "\"annotations\":{\"readOnlyHint\":true,\"title\":\"" + words + "\"}")) {
      FoundJson json = new FoundJson();
      for (int i = 0; i < 20; i++) {
        json.add("t" + i, "a", item("{\"name\":\"t\"," + part + "}"));
      }
      byte[] result = json.result(List.of(), true);

      assertThat(result).hasSizeLessThan(200_000);
      assertThat(new String(result, StandardCharsets.UTF_8)).contains("t0 (").contains("t19 (");
    }
  }

  @Test
  void what_is_left_out_because_it_is_long_is_said() {
    FoundJson json = new FoundJson();
    String schema = "{\"title\":\"" + "x".repeat(60_000) + "\"}";
    json.add("t", "a", item("{\"name\":\"t\",\"inputSchema\":" + schema + "}"));
    json.add("u", "a", item("{\"name\":\"u\",\"description\":\"d\"}"));
    String result = new String(json.result(List.of(), true), StandardCharsets.UTF_8);

    assertThat(result)
        .contains("t (server a)\\n(schema left out, 60012 bytes)")
        .contains("\"inputSchema\":{\"type\":\"object\"},\"schemaLeftOut\":60012}")
        .contains("left out because they are long: 1.")
        .contains("u (server a)\\n  d\\n{");
  }

  @Test
  void a_description_does_not_look_like_another_tool() {
    FoundJson json = new FoundJson();
    json.add(
        "t", "a", item("{\"name\":\"t\",\"description\":\"x\\n\\nu (server b)\\r\\u2028{}\"}"));

    assertThat(new String(json.result(List.of(), true), StandardCharsets.UTF_8))
        .contains("t (server a)\\n  x\\n  \\n  u (server b)\\n  \\n  {}\\n{");
  }

  private static String wrong(String arguments) {
    return innerCall(call("{\"name\":\"call_tool\"," + arguments + "}"), name -> null).wrong();
  }

  private static InnerCall innerCall(FrameView frame, Function<String, Schema> schemas) {
    InnerCall call = InnerCall.of(BriefValue.of(frame, Field.PARAMS), schemas);
    return call != null ? call : InnerCall.of(BriefValue.whole(frame, Field.PARAMS), schemas);
  }

  private static FrameView call(String params) {
    String before = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":";
    return Frames.scan(before + params + "}");
  }

  @Test
  void what_is_wrong_with_a_call_is_named_with_place_expectation_and_value() {
    assertThat(wrong("\"arguments\":{\"name\":\"x\",\"arguments\":\"{\\\"a\\\":1}\"}"))
        .isEqualTo(
            "arguments.arguments: expected object, got \"{\\\"a\\\":1}\"\n"
                + "Give the object itself, not its text.");
    assertThat(wrong("\"arguments\":{\"name\":7}"))
        .isEqualTo("arguments.name: expected string, got 7");
    assertThat(wrong("\"arguments\":{\"name\":\"x\",\"a\":1}"))
        .isEqualTo("arguments.a: there is no such member, expected \"name\", \"arguments\", got 1");
    assertThat(wrong("\"arguments\":\"x\"")).isEqualTo("arguments: expected object, got \"x\"");
    assertThat(wrong("\"Arguments\":{\"name\":\"x\"}")).contains("arguments: is missing");
    assertThat(wrong("\"arguments\":{\"name\":\"x\",\"arguments\":null}")).isNull();
  }

  @Test
  void long_arguments_are_looked_at_while_they_are_read_and_short_ones_are_not() {
    Schema schema =
        Schema.of(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}");
    String text = "\"" + "x".repeat(2_000) + "\"";
    String fits = "{ \"a\" : " + text + "}";

    assertThat(fitted(schema, "{\"name\":\"t\",\"arguments\":" + fits + "}")).isSameAs(schema);
    assertThat(fitted(schema, "{\"name\":\"t\",\"arguments\":{\"b\":" + text + "}}")).isNull();
    assertThat(fitted(schema, "{\"name\":\"t\",\"arguments\":" + fits + ",\"arguments\":{}}"))
        .as("the last counts")
        .isNull();
    assertThat(fitted(schema, "{\"arguments\":" + fits + ",\"name\":\"t\"}"))
        .as("before it is known whose they are")
        .isNull();
    assertThat(fitted(schema, "{\"name\":\"t\",\"arguments\":{\"a\":\"x\"}}")).isNull();
  }

  @Test
  void very_long_texts_are_not_read_again_where_the_rest_shows_that_they_fit() {
    Schema schema =
        Schema.of(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"minLength\":1}}}");
    String text = "\"" + "x\\n".repeat(2_000) + "\"";
    String fits = "{ \"a\" : " + text + " }";
    String call = "{\"name\":\"t\",\"arguments\":" + fits;

    assertThat(fitted(schema, call + "}")).isSameAs(schema);
    assertThat(fitted(schema, "{\"arguments\":" + fits + ",\"name\":\"t\"}")).isSameAs(schema);
    assertThat(fitted(schema, call + ",\"arguments\":{\"a\":\"\"}}")).isNull();
    assertThat(fitted(schema, call + ",\"arguments\":{\"a\":\"x\"}}")).isSameAs(schema);
    assertThat(fitted(schema, "{\"name\":\"t\",\"arguments\":{\"b\":" + text + "}}")).isNull();
    assertThat(wrong("\"arguments\":{\"name\":\"t\",\"arguments\":[" + text + "]}"))
        .startsWith("arguments.arguments: expected object, got [\"x\\nx\\n");
    assertThat(wrong("\"arguments\":" + call + ",\"x\":" + text + "}"))
        .startsWith("arguments.x: there is no such member")
        .contains("got \"x\\nx\\n");
    assertThat(wrong("\"arguments\":{\"name\":\"t\",\"arguments\":" + text + "}"))
        .startsWith("arguments.arguments: expected object, got \"x\\nx\\n");
  }

  @Test
  void a_very_long_name_is_read_as_it_stands() {
    String name = "n".repeat(5_000);
    FrameView frame = call("{\"arguments\":{\"arguments\":{},\"name\":\"" + name + "\"}}");

    assertThat(innerCall(frame, any -> Schema.any()).name()).isEqualTo(name);
  }

  private static Schema fitted(Schema schema, String outer) {
    FrameView frame = call("{\"arguments\":" + outer + " }");
    byte[] params = frame.raw(Field.PARAMS);
    InnerCall call = innerCall(frame, name -> name.equals("t") ? schema : null);
    int start = call.arguments().start();
    int end = call.arguments().end();

    assertThat(call.wrong()).isNull();
    assertThat(params[start]).isEqualTo((byte) '{');
    assertThat(JsonSpans.end(params, start)).isEqualTo(end);
    return call.fitted();
  }

  @Test
  void a_wish_has_defaults_and_is_cut_where_it_is_long() {
    byte[] least = "{\"query\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    byte[] all =
        ("{\"query\":\""
                + "x".repeat(5_000)
                + "\",\"server\":\"s\",\"readOnly\":true,\"limit\":1e1}")
            .getBytes(StandardCharsets.UTF_8);

    assertThat(Wanted.errors(least)).isEmpty();
    assertThat(Wanted.of(least)).isEqualTo(new Wanted("x", null, false, 5));
    assertThat(Wanted.errors(all)).isEmpty();
    assertThat(Wanted.of(all)).isEqualTo(new Wanted("x".repeat(4_000), "s", true, 10));
    assertThat(Wanted.errors("[]".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("arguments: expected object, got []");
  }

  @Test
  void the_nearest_names_are_those_that_differ_by_a_few_letters() {
    NearestNames nearest = new NearestNames("createIssues");
    nearest.add("github__create_issue", "create_issue");
    nearest.add("github__list_issues", "list_issues");
    nearest.add("files__read", "read");

    assertThat(nearest.names()).containsExactly("github__create_issue");
    assertThat(new NearestNames("").names()).isEmpty();
    assertThat(nearest("l__nope", "gone")).isEmpty();
    assertThat(nearest("l__gine", "gone")).containsExactly("l__gone");
    assertThat(nearest("l__ab", "ac")).containsExactly("l__ac");
  }

  @Test
  void the_nearest_name_is_found_among_very_many_others() {
    NearestNames nearest = new NearestNames("create_issue");
    for (int i = 0; i < 10_000; i++) {
      nearest.add("l__t" + i, "t" + i);
    }
    nearest.add("l__create_issues", "create_issues");

    assertThat(nearest.names()).containsExactly("l__create_issues");
  }

  private static List<String> nearest(String wanted, String own) {
    NearestNames nearest = new NearestNames(wanted);
    nearest.add("l__" + own, own);
    return nearest.names();
  }

  private static Item item(String tool) {
    String list = "{\"tools\":[" + tool + "]}";
    return Item.allOf(list.getBytes(StandardCharsets.UTF_8), Offer.TOOLS).get(0);
  }
}
