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
  void a_rare_word_for_the_same_thing_counts_no_more_than_the_word_itself() {
    index.put(
        "files",
        List.of(
            tool("files", "read_text_file", "Read the complete contents of a file as text."),
            tool("files", "read_media_file", "Read a file and return it in base64."),
            tool("files", "read_multiple_files", "Read the contents of several files at once."),
            tool("files", "write_file", "Create a file, or write over it."),
            tool("files", "get_file_info", "Retrieve size, times and type of a file.")));

    assertThat(find("read a file").subList(0, 3)).doesNotContain("files/get_file_info");
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

  @Test
  void what_only_the_server_says_of_itself_finds_its_tools_behind_those_that_match_themselves() {
    index.put("linear", List.of(tool("linear", "save", "Stores it."), tool("linear", "get", "")));
    index.put("files", List.of(tool("files", "list_projects", "Lists the issues of a folder.")));
    assertThat(find("sprint")).isEmpty();

    index.describe("linear", "Issues and sprints of a team.");

    assertThat(find("the sprints")).containsExactly("linear/get", "linear/save");
    assertThat(find("issues of the sprint"))
        .containsExactly("files/list_projects", "linear/get", "linear/save");
    assertThat(index.find("sprint", tool -> tool.name().equals("save"), 10)).hasSize(1);
    assertThat(index.find("issues of the sprint", any -> true, 2)).hasSize(2);
    index.describe("linear", "Kites.");
    assertThat(find("sprint")).isEmpty();
    assertThat(find("kite")).containsExactly("linear/get", "linear/save");
    index.describe("linear", "");
    assertThat(find("kite")).isEmpty();
  }

  @Test
  void of_tools_that_are_as_good_the_one_comes_first_whose_server_says_more_of_the_wish() {
    for (String server : List.of("a", "b", "c")) {
      index.put(server, List.of(tool(server, "create_issue", "Create a new issue.")));
    }
    index.describe("b", "This is the tracker Jira.");
    index.describe("c", "The word issue alone.");

    assertThat(find("create an issue in jira"))
        .containsExactly("b/create_issue", "c/create_issue", "a/create_issue");
  }

  @Test
  void a_server_that_says_every_word_drowns_no_tool_that_fits_better() {
    index.put("a", List.of(tool("a", "create_issue", "Create a new issue.")));
    index.put("b", List.of(tool("b", "close_issue", "Close an issue.")));

    index.describe("b", "create a new issue in the tracker");

    assertThat(find("create a new issue in the tracker")).startsWith("a/create_issue");
  }

  @Test
  void a_word_that_only_a_server_says_is_no_slip_of_the_pen() {
    index.put("a", List.of(tool("a", "find_planets", "")));
    index.put("b", List.of(tool("b", "save", "")));
    assertThat(find("plants")).containsExactly("a/find_planets");

    index.describe("b", "All about plants.");

    assertThat(find("plants")).containsExactly("b/save");
  }

  @Test
  void of_instructions_of_megabytes_the_first_words_are_held() {
    index.put("a", List.of(tool("a", "save", "")));
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 500_000; i++) {
      words.append("w").append(i).append(' ');
    }
    index.describe("a", words.toString());

    assertThat(find("w250")).containsExactly("a/save");
    assertThat(find("w301")).isEmpty();
    index.describe("a", "word ".repeat(1_000) + "late");
    assertThat(find("late")).isEmpty();
  }

  private List<String> findBy(Nearness nearness, String wish) {
    return index.find(wish, any -> true, any -> 1, nearness, 10).stream()
        .map(hit -> hit.tool().name())
        .toList();
  }

  private static Nearness near(String... names) {
    return tool -> List.of(names).contains(tool.name()) ? 0.8 : 0.1;
  }

  @Test
  void what_a_tool_means_decides_among_those_with_the_same_words() {
    index.put(
        "s",
        List.of(tool("s", "open_a", "a file"), tool("s", "open_b", "a file"), tool("s", "c", "x")));

    assertThat(findBy(near("open_b"), "open a file")).startsWith("open_b", "open_a");
    assertThat(findBy(near("open_a"), "open a file")).startsWith("open_a", "open_b");
  }

  @Test
  void a_tool_that_only_means_what_is_wanted_comes_behind_those_that_also_say_it() {
    index.put(
        "s",
        List.of(
            tool("s", "read_mail", "Shows a letter"),
            tool("s", "post", "Puts it into an envelope"),
            tool("s", "plant", "Grows")));

    assertThat(findBy(near("read_mail", "post"), "letter")).containsExactly("read_mail", "post");
  }

  @Test
  void as_long_as_most_tools_have_no_meaning_the_words_count_alone() {
    index.put("s", List.of(tool("s", "letter", ""), tool("s", "post", ""), tool("s", "plant", "")));
    Nearness one = tool -> tool.name().equals("post") ? 0.9 : Nearness.UNKNOWN;

    assertThat(findBy(one, "letter")).containsExactly("letter");
  }

  @Test
  void a_new_tool_without_a_meaning_is_ranked_by_its_words() {
    List<ToolText> tools = new ArrayList<>(List.of(tool("s", "send_letter", "Sends a letter")));
    for (int i = 0; i < 10; i++) {
      tools.add(tool("s", "letter_" + i, "About letters and all that has to do with them"));
    }
    index.put("s", tools);
    Nearness all = tool -> tool.name().equals("send_letter") ? Nearness.UNKNOWN : 0.3;

    assertThat(findBy(all, "send a letter")).startsWith("send_letter");
  }

  @Test
  void numbers_that_are_none_are_near_nothing() {
    Direction right = Direction.of(new float[] {1, 0});

    assertThat(right.cosine(Direction.of(new float[] {2, 0}))).isEqualTo(1);
    assertThat(right.cosine(Direction.of(new float[] {-3, 0}))).isEqualTo(-1);
    assertThat(right.cosine(Direction.of(new float[] {0, 0}))).isZero();
    assertThat(right.cosine(Direction.of(new float[] {Float.NaN, 1}))).isZero();
    assertThat(right.cosine(Direction.of(new float[] {Float.POSITIVE_INFINITY, 1}))).isZero();
    assertThat(right.cosine(Direction.of(new float[] {1}))).isZero();
  }
}
