package dev.mcpmux.core.find;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FindIndexesTest {
  private final FindIndexes indexes = new FindIndexes();

  private static List<Item> items(String... tools) {
    String page = "{\"tools\":[" + String.join(",", tools) + "]}";
    return Item.allOf(page.getBytes(StandardCharsets.UTF_8), Offer.TOOLS);
  }

  private static String tool(String name) {
    return "{\"name\":\"" + name + "\",\"inputSchema\":{}}";
  }

  private List<String> find(Map<String, List<Item>> lists, String wish) {
    return names(indexes, lists, new Wanted(wish, null, false, 20));
  }

  private static List<String> names(
      FindIndexes indexes, Map<String, List<Item>> lists, Wanted wanted) {
    return indexes.find(lists, wanted, tool -> 1).stream()
        .map(found -> found.server() + "/" + found.tool().id())
        .toList();
  }

  @Test
  void what_another_session_sees_is_neither_found_nor_counted() {
    Map<String, List<Item>> all =
        Map.of("a", items(tool("read_file"), tool("secret_file")), "b", items(tool("read_mail")));
    Map<String, List<Item>> some = Map.of("a", items(tool("read_file")));

    assertThat(find(all, "secret file")).first().isEqualTo("a/secret_file");
    assertThat(find(some, "secret file mail")).containsExactly("a/read_file");
    assertThat(find(all, "mail")).containsExactly("b/read_mail");
  }

  @Test
  void in_whatever_order_sessions_search_each_finds_what_a_search_of_its_own_would() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      Map<String, List<Item>> lists = new LinkedHashMap<>();
      for (String server : List.of("a", "b", "c", "d", "e", "f")) {
        if (random.nextBoolean()) {
          List<String> tools = new ArrayList<>();
          for (String name : List.of("read_file", "write_file", "list_mail", "send_mail")) {
            if (random.nextBoolean()) {
              tools.add(tool(name));
            }
          }
          lists.put(server, items(tools.toArray(String[]::new)));
        }
      }
      Wanted wanted = new Wanted("read a file or a mail", null, false, 20);

      assertThat(names(indexes, lists, wanted)).isEqualTo(names(new FindIndexes(), lists, wanted));
    }
  }

  @Test
  void only_tools_of_the_server_and_only_those_that_are_marked_are_found() {
    String read =
        "{\"annotations\":{\"readOnlyHint\":true},\"name\":\"read_file\",\"server\":\"b\"}";
    String asText = "{\"annotations\":{\"readOnlyHint\":\"true\"},\"name\":\"move_file\"}";
    Map<String, List<Item>> lists =
        Map.of("a", items(read, tool("write_file"), asText), "b", items(read));

    assertThat(names(indexes, lists, new Wanted("file", "a", true, 20)))
        .containsExactly("a/read_file");
    assertThat(names(indexes, lists, new Wanted("file", "a", false, 1))).hasSize(1);
  }

  @Test
  void very_long_tools_are_found_by_their_name_and_very_many_only_in_part() {
    String longTool =
        "{\"name\":\"draw\",\"description\":\""
            + "circle ".repeat(20_000)
            + "\",\"title\":\"Pen\"}";
    String[] many = new String[FindIndexes.MAX_TOOLS + 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = tool("t" + i + "x");
    }
    Map<String, List<Item>> lists = new LinkedHashMap<>();
    lists.put("a", items(longTool));
    lists.put("b", items(many));

    assertThat(find(lists, "a pen")).containsExactly("a/draw");
    assertThat(find(lists, "t9998x")).contains("b/t9998x");
    assertThat(find(lists, "t10000x")).doesNotContain("b/t10000x");
  }

  @Test
  void many_tools_are_read_in_steps_with_the_same_end() {
    Map<String, List<Item>> lists = new LinkedHashMap<>();
    for (String server : List.of("a", "b", "c")) {
      lists.put(server, items(tool("read_" + server), tool("write_" + server)));
    }

    assertThat(indexes.prepare(lists, 2)).isFalse();
    assertThat(indexes.prepare(lists, 2)).isFalse();
    assertThat(indexes.prepare(lists, 2)).isTrue();
    assertThat(indexes.prepare(lists, 0)).isTrue();
    assertThat(find(lists, "read")).containsExactly("a/read_a", "b/read_b", "c/read_c");
  }
}
