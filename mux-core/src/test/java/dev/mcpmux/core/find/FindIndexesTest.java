package dev.mcpmux.core.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mcpmux.core.find.FindIndexes.Found;
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
    FindIndexes.Search search = indexes.search(lists, Map.of());
    while (!search.prepare(Integer.MAX_VALUE)) {
      // long tools are read in steps, however many are asked for
    }
    return search.find(wanted, tool -> 1).stream()
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
    Map<String, List<Item>> lists = new LinkedHashMap<>();
    lists.put("a", items(longTool));
    lists.put("b", items(many(Room.MAX_TOOLS + 1)));

    assertThat(find(lists, "a pen")).containsExactly("a/draw");
    assertThat(find(lists, "t9998x")).contains("b/t9998x");
    assertThat(find(lists, "t10000x")).doesNotContain("b/t10000x");
    assertThat(indexes.search(lists, Map.of()).cut()).containsExactly("b");
  }

  @Test
  void a_server_with_very_many_tools_leaves_room_for_the_others() {
    Map<String, List<Item>> lists = new LinkedHashMap<>();
    lists.put("a", items(many(2 * Room.MAX_TOOLS)));
    lists.put("b", items(tool("pen"), tool("ink")));

    assertThat(find(lists, "a pen")).containsExactly("b/pen");
    assertThat(find(lists, "the ink")).containsExactly("b/ink");
    assertThat(indexes.search(lists, Map.of()).cut()).containsExactly("a");
  }

  @Test
  void long_tools_take_no_more_room_than_is_read_of_them_and_hide_no_others() {
    String words = "word ".repeat(200_000);
    List<String> tools = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tools.add("{\"name\":\"t" + i + "\",\"description\":\"" + words + "\"}");
    }
    tools.add(tool("pen"));

    assertThat(find(Map.of("a", items(tools.toArray(String[]::new))), "a pen"))
        .containsExactly("a/pen");
  }

  @Test
  void one_list_of_very_many_tools_is_read_in_steps_too() {
    Map<String, List<Item>> lists = Map.of("a", items(many(1_000)));
    FindIndexes.Search search = indexes.search(lists, Map.of());
    int steps = 1;
    while (!search.prepare(200)) {
      steps++;
    }

    assertThat(steps).isBetween(3, 5);
    assertThat(find(lists, "t999x")).contains("a/t999x");
  }

  @Test
  void long_tools_are_read_few_at_a_time_however_many_a_step_may_read() {
    List<String> tools = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      tools.add("{\"name\":\"t" + i + "x\",\"description\":\"" + "word ".repeat(13_000) + "\"}");
    }
    Map<String, List<Item>> lists = Map.of("a", items(tools.toArray(String[]::new)));
    FindIndexes.Search search = indexes.search(lists, Map.of());
    int steps = 1;
    while (!search.prepare(1_000)) {
      steps++;
    }

    assertThat(steps).isBetween(60 * 65_000 / FindIndexes.MAX_BYTES_AT_ONCE, 20);
    assertThat(find(lists, "t59x")).contains("a/t59x");
  }

  @Test
  void a_search_that_is_not_prepared_finds_nothing_old() {
    FindIndexes.Search search = indexes.search(Map.of("a", items(tool("pen"))), Map.of());
    Wanted pen = new Wanted("pen", null, false, 20);

    assertThatIllegalStateException().isThrownBy(() -> search.find(pen, tool -> 1));
  }

  @Test
  void a_tool_more_or_less_or_another_leaves_most_of_what_is_read() {
    List<String> tools = new ArrayList<>(List.of(many(2_000)));
    assertThat(
            indexes
                .search(Map.of("a", items(tools.toArray(String[]::new))), Map.of())
                .prepare(10_000))
        .isTrue();
    for (Runnable change :
        List.<Runnable>of(
            () -> tools.add(700, tool("pen")),
            () -> tools.remove(3),
            () -> tools.set(1_500, tool("ink")))) {
      change.run();
      Map<String, List<Item>> now = Map.of("a", items(tools.toArray(String[]::new)));
      FindIndexes.Search search = indexes.search(now, Map.of());
      search.prepare(200);
      search.prepare(200);

      assertThat(search.prepare(0)).isTrue();
      assertThat(names(indexes, now, new Wanted("pen ink t77x", null, false, 20)))
          .isEqualTo(names(new FindIndexes(), now, new Wanted("pen ink t77x", null, false, 20)));
    }
  }

  @Test
  void what_a_server_says_to_another_session_is_not_searched() {
    Map<String, List<Item>> lists = Map.of("a", items(tool("pen")), "b", items(tool("ink")));
    Wanted kite = new Wanted("a kite", null, false, 20);
    for (Map<String, String> said :
        List.of(
            Map.of("a", "Of kites.", "b", ""),
            Map.of("b", "Of kites."),
            Map.<String, String>of(),
            Map.of("a", "Of kites.", "gone", "Of kites."))) {
      FindIndexes.Search search = indexes.search(lists, said);
      while (!search.prepare(1)) {
        // what a server says is read in steps, too
      }

      List<String> found = search.find(kite, tool -> 1).stream().map(Found::server).toList();
      assertThat(found)
          .containsExactlyElementsOf(
              lists.keySet().stream()
                  .filter(server -> said.getOrDefault(server, "").contains("kite"))
                  .toList());
    }
  }

  @Test
  void who_sees_little_and_who_sees_much_have_an_index_each() {
    Map<String, List<Item>> little = Map.of("a", items(tool("pen")));
    Map<String, List<Item>> much = new LinkedHashMap<>(little);
    much.put("b", items(many(3_000)));
    find(much, "pen");
    find(little, "pen");

    assertThat(indexes.search(much, Map.of()).prepare(0)).isTrue();
    assertThat(indexes.search(little, Map.of()).prepare(0)).isTrue();
    assertThat(indexes.search(much, Map.of()).prepare(0)).isTrue();
  }

  private static String[] many(int count) {
    String[] many = new String[count];
    for (int i = 0; i < count; i++) {
      many[i] = tool("t" + i + "x");
    }
    return many;
  }

  @Test
  void many_tools_are_read_in_steps_with_the_same_end() {
    Map<String, List<Item>> lists = new LinkedHashMap<>();
    for (String server : List.of("a", "b", "c")) {
      lists.put(server, items(tool("read_" + server), tool("write_" + server)));
    }
    FindIndexes.Search search = indexes.search(lists, Map.of());

    assertThat(search.prepare(2)).isFalse();
    assertThat(search.prepare(2)).isFalse();
    assertThat(search.prepare(2)).isTrue();
    assertThat(search.prepare(0)).isTrue();
    assertThat(find(lists, "read")).containsExactly("a/read_a", "b/read_b", "c/read_c");
  }
}
