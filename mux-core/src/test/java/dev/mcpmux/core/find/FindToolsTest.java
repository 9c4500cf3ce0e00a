package dev.mcpmux.core.find;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    byte[] result = json.result(List.of("b\n"));
    Schema schema = Schema.of(definitions().get(0).part("outputSchema"));

    String text = new String(result, StandardCharsets.UTF_8);
    String structured = text.substring(text.indexOf("\"structuredContent\":") + 20);
    byte[] found =
        structured.substring(0, structured.length() - 1).getBytes(StandardCharsets.UTF_8);
    assertThat(schema.errors("found", found)).isEmpty();
    assertThat(text).contains("\"missing\":[\"b\\n\"]").contains("a__y (server a, read-only)");
  }

  @Test
  void a_result_stays_short_but_has_the_best_tool() {
    FoundJson json = new FoundJson();
    String words = "word ".repeat(40_000);
    for (int i = 0; i < 20; i++) {
      json.add("t" + i, "a", item("{\"name\":\"t\",\"description\":\"" + words + "\"}"));
    }

    assertThat(json.result(List.of())).hasSizeBetween(400_000, 600_000);
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
  }

  private static Item item(String tool) {
    String list = "{\"tools\":[" + tool + "]}";
    return Item.allOf(list.getBytes(StandardCharsets.UTF_8), Offer.TOOLS).get(0);
  }
}
