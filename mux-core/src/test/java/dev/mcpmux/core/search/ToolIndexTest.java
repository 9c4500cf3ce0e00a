package dev.mcpmux.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ToolIndexTest {
  private final ToolIndex index = new ToolIndex();

  private static ToolText tool(String server, String name, String description) {
    return new ToolText(server, name, "", description, "");
  }

  private List<String> find(String wish) {
    return index.find(wish, any -> true, 10).stream()
        .map(hit -> hit.tool().server() + "/" + hit.tool().name())
        .toList();
  }

  @Test
  void the_tool_whose_name_the_wish_says_comes_first() {
    index.put(
        "github",
        List.of(
            tool("github", "list_issues", "List the issues of a repository, which may be many."),
            tool("github", "create_issue", "Create a new issue."),
            tool("github", "create_branch", "Create a branch for work on an issue.")));

    assertThat(find("please create an issue for me")).startsWith("github/create_issue");
  }

  @Test
  void forms_of_a_word_and_parts_of_a_name_are_found() {
    index.put("files", List.of(tool("files", "searchFiles", "")));

    assertThat(find("searching in a file")).containsExactly("files/searchFiles");
  }

  @Test
  void other_words_for_the_same_thing_are_found() {
    index.put(
        "files",
        List.of(
            tool("files", "list_directory", "What is in it."),
            tool("files", "send_mail", "Says something to somebody.")));

    assertThat(find("which things are in that folder")).containsExactly("files/list_directory");
  }

  @Test
  void a_slip_of_the_pen_finds_what_was_meant() {
    index.put("docs", List.of(tool("docs", "query_documentation", "")));

    assertThat(find("qeury")).containsExactly("docs/query_documentation");
    assertThat(find("documentaion")).containsExactly("docs/query_documentation");
  }

  @Test
  void the_directories_of_a_path_are_no_words_of_the_wish() {
    index.put(
        "some", List.of(tool("some", "way_home", "The way home."), tool("some", "write_file", "")));

    assertThat(find("save it in /home/ann/notes.md")).containsExactly("some/write_file");
  }

  @Test
  void text_without_spaces_is_found_by_a_part_of_it() {
    index.put("rail", List.of(tool("rail", "get-tickets", "查询余票信息"), tool("rail", "x", "天气")));

    assertThat(find("余票")).containsExactly("rail/get-tickets");
  }

  @Test
  void names_and_descriptions_of_arguments_are_found() {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"deep\":{\"type\":\"array\",\"items\":{\"properties\":"
            + "{\"postcode\":{\"description\":\"of the recipient\"}}}}}}";
    index.put("a", List.of(new ToolText("a", "one", "", "", schema), tool("a", "two", "")));

    assertThat(find("postcode")).containsExactly("a/one");
    assertThat(find("recipient")).containsExactly("a/one");
  }

  @Test
  void only_what_is_allowed_is_found_and_no_more_than_asked_for() {
    for (String server : List.of("a", "b", "c")) {
      index.put(server, List.of(tool(server, "read_mail", ""), tool(server, "send_mail", "")));
    }

    assertThat(index.find("mail", tool -> tool.server().equals("b"), 10))
        .extracting(hit -> hit.tool().server())
        .containsExactly("b", "b");
    assertThat(index.find("mail", any -> true, 3)).hasSize(3);
  }

  @Test
  void a_broken_schema_and_a_wish_without_words_do_no_harm() {
    index.put("a", List.of(new ToolText("a", "send", "", "", "{\"properties\":{\"x\":")));

    assertThat(find("")).isEmpty();
    assertThat(find("the … ?!")).isEmpty();
    assertThat(find("send")).containsExactly("a/send");
  }

  @Test
  void what_was_put_and_removed_in_any_order_is_as_if_put_at_once() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] words = {"read", "write", "mail", "file", "issue", "list", "branch", "page"};
    List<List<ToolText>> now = new ArrayList<>();
    for (int server = 0; server < 5; server++) {
      now.add(List.of());
    }
    for (int step = 0; step < 200; step++) {
      int server = random.nextInt(5);
      List<ToolText> tools = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        String name = words[random.nextInt(8)] + "_" + words[random.nextInt(8)] + i;
        tools.add(tool("s" + server, name, words[random.nextInt(8)]));
      }
      now.set(server, tools);
      if (tools.isEmpty()) {
        index.remove("s" + server);
      } else {
        index.put("s" + server, tools);
      }
      ToolIndex fresh = new ToolIndex();
      for (int i = 0; i < 5; i++) {
        fresh.put("s" + i, now.get(i));
      }
      String wish = words[random.nextInt(8)] + " " + words[random.nextInt(8)];
      assertThat(index.size()).as("seed %d", seed).isEqualTo(fresh.size());
      assertThat(index.find(wish, any -> true, 40))
          .as("seed %d, step %d, wish %s", seed, step, wish)
          .isEqualTo(fresh.find(wish, any -> true, 40));
    }
  }

  @Test
  void of_a_tool_of_very_many_words_the_first_are_searched() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      words.append("word").append(i).append(' ');
    }
    words.append("xylophone");
    index.put("a", List.of(tool("a", "talk", words.toString())));

    assertThat(find("word9")).containsExactly("a/talk");
    assertThat(find("xylophone")).isEmpty();
    assertThat(find("talk")).containsExactly("a/talk");
  }
}
