package dev.mcpmux.bench;

import dev.mcpmux.core.search.ToolIndex;
import dev.mcpmux.core.search.ToolText;
import dev.mcpmux.core.search.ToolTexts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How long a search takes among 5000 tools. Prints the median and the 99th percentile of processor
 * time, which others on the machine do not make longer.
 *
 * <pre>java -cp mux-bench/target/mux-bench.jar dev.mcpmux.bench.SearchTimes [TOOLS.jsonl]</pre>
 *
 * The tools are those of the file, as {@code mcpmux find --tools} reads it, again and again with
 * other names of servers; without a file they are made up. Each wish has the words of some tool's
 * description, in another order.
 */
public final class SearchTimes {
  private static final int TOOLS = 5_000;
  private static final int WARM_UP = 500;
  private static final int SEARCHES = 2_000;
  private static final int WISH_WORDS = 12;

  private static final String[] VERBS = {
    "create", "read", "update", "delete", "list", "search", "send", "merge", "export", "convert"
  };

  private static final String[] NOUNS = {
    "issue", "file", "message", "page", "calendar event", "customer", "invoice", "branch", "image",
    "table", "query", "note", "comment", "release", "ticket", "contact", "payment", "dashboard"
  };

  private SearchTimes() {}

  /** Prints one line. */
  public static void main(String[] args) throws IOException {
    List<ToolText> some = args.length == 0 ? madeUp() : read(Path.of(args[0]));
    ToolIndex index = new ToolIndex();
    Map<String, List<ToolText>> servers = new LinkedHashMap<>();
    for (int i = 0; i < TOOLS; i++) {
      ToolText tool = some.get(i % some.size());
      String server = tool.server() + i / some.size();
      servers
          .computeIfAbsent(server, none -> new ArrayList<>())
          .add(
              new ToolText(
                  server, tool.name(), tool.title(), tool.description(), tool.inputSchema()));
    }
    servers.forEach(index::put);
    Random random = new Random(1);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] nanos = new long[SEARCHES];
    long found = 0;
    for (int i = -WARM_UP; i < SEARCHES; i++) {
      String wish = wish(some.get(random.nextInt(some.size())), random);
      long start = threads.getCurrentThreadCpuTime();
      found += index.find(wish, tool -> true, 5).size();
      nanos[Math.max(0, i)] = threads.getCurrentThreadCpuTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%d tools, %d searches: median %.2f ms, 99 %% within %.2f ms (%d found)%n",
        index.size(),
        SEARCHES,
        nanos[SEARCHES / 2] / 1e6,
        nanos[SEARCHES / 100 * 99] / 1e6,
        found);
  }

  private static String wish(ToolText tool, Random random) {
    List<String> words =
        new ArrayList<>(List.of((tool.name() + " " + tool.description()).split("\\s+")));
    Collections.shuffle(words, random);
    return String.join(" ", words.subList(0, Math.min(WISH_WORDS, words.size())));
  }

  private static List<ToolText> read(Path file) throws IOException {
    List<ToolText> tools = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      ToolText tool =
          line.isBlank() ? null : ToolTexts.ofObject(line.getBytes(StandardCharsets.UTF_8));
      if (tool != null) {
        tools.add(tool);
      }
    }
    return tools;
  }

  private static List<ToolText> madeUp() {
    List<ToolText> tools = new ArrayList<>();
    for (String verb : VERBS) {
      for (String noun : NOUNS) {
        tools.add(
            new ToolText(
                "server",
                verb + "_" + noun.replace(' ', '_'),
                "",
                verb
                    + " a "
                    + noun
                    + ". Takes the id of the "
                    + noun
                    + " and says what became of it",
                "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"description\":\"of the "
                    + noun
                    + "\"}}}"));
      }
    }
    return tools;
  }
}
