package dev.mcpmux.netty.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.UsedTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsedBeforeTest {

  @TempDir private Path state;

  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(state.resolve("usage"));
  }

  private void write(String file, String... lines) throws IOException {
    Files.writeString(
        directory.resolve(file), "{\"version\":1,\"at\":1}\n" + String.join("\n", lines) + "\n");
  }

  private static String line(String tool, String client, String project, String ends) {
    return "{\"server\":\"s\",\"method\":\"tools/call\",\"tool\":\""
        + tool
        + "\",\"client\":\""
        + client
        + "\",\"project\":\""
        + project
        + "\",\"session\":\"x\",\"ends\":{"
        + ends
        + "},\"times\":[1,2]}";
  }

  private List<UsedTool> read(String client, String project) {
    return new UsedBefore(directory, client, project).read();
  }

  @Test
  void the_summary_and_all_batches_count_together() throws Exception {
    write(
        "../" + UsedBefore.SUMMARY,
        line("a", "c", "/p", "\"result\":2"),
        line("b", "c", "/p", "\"result\":9"));
    write("1-x-1.jsonl", line("a", "c", "/p", "\"result\":3,\"tool_error\":70"));
    write("2-x-1.jsonl", line("a", "c", "/p", "\"known\":5"), line("d", "c", "/p", "\"lost\":3"));

    assertThat(read("c", "/p"))
        .containsExactly(new UsedTool("s", "a", 10), new UsedTool("s", "b", 9));
  }

  @Test
  void what_other_clients_and_projects_have_used_does_not_count() throws Exception {
    write(
        "1-x-1.jsonl",
        line("a", "c", "/q", "\"result\":2"),
        line("a", "d", "/p", "\"result\":2"),
        line("n", "c", "", "\"result\":2"));

    assertThat(read("c", "/p")).isEmpty();
    assertThat(read("c", null)).containsExactly(new UsedTool("s", "n", 2));
  }

  @Test
  void what_is_broken_missing_or_of_a_later_version_costs_only_itself() throws Exception {
    assertThat(new UsedBefore(directory.resolve("nowhere"), "c", "/p").read()).isEmpty();
    String good = line("a", "c", "/p", "\"result\":1");
    write(
        "1-x-1.jsonl",
        "no json",
        "[]",
        "",
        good.replace("\"result\":1", "\"result\":99999999999999999999"),
        good.replace("{\"result\":1}", "[[[]]]"),
        good.replace("\"s\"", "{}"),
        good,
        good.substring(0, 40));
    Files.writeString(directory.resolve("2-x-1.jsonl"), "{\"version\":2}\n" + good + "\n");
    Files.createDirectory(directory.resolve("3-x-1.jsonl"));

    assertThat(read("c", "/p")).containsExactly(new UsedTool("s", "a", 1));
  }

  @Test
  void of_very_much_as_much_is_read_as_is_bounded() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      lines.add(line("t" + i, "c", "/p", "\"result\":" + (1 + i % 100)));
    }
    write("../" + UsedBefore.SUMMARY, lines.toArray(String[]::new));

    assertThat(read("c", "/p")).hasSize(UsedBefore.MAX_TOOLS).allMatch(tool -> tool.calls() == 100);
    byte[] noise = new byte[2 * UsedBefore.MAX_BYTES];
    new Random(1).nextBytes(noise);
    Files.write(directory.resolve("9-x-1.jsonl"), noise);
    assertThat(read("c", "/p")).hasSize(UsedBefore.MAX_TOOLS);
  }
}
