package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Format;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random entries, written in random ways. */
class RandomEntriesTest {

  private static final int RUNS = 60;

  /** A client's file, and the names that lead to its servers. */
  private record Target(String file, String key, String env, boolean comments) {}

  private static final List<Target> TARGETS =
      List.of(
          new Target(".claude.json", "mcpServers", "env", false),
          new Target(".cursor/mcp.json", "mcpServers", "env", false),
          new Target(".config/Code/User/mcp.json", "servers", "env", true),
          new Target(".config/opencode/opencode.json", "mcp", "environment", true),
          new Target(".config/zed/settings.json", "context_servers", "env", true),
          new Target(".config/amp/settings.json", "amp.mcpServers", "env", true));

  private static final List<String> PROGRAMS = List.of("npx", "uvx", "/opt/tools/mcp", "docker");

  private static final List<String> WORDS =
      List.of(
          "-y", "a-server", "@scope/server", "--flag", "päckchen", "\"quoted\"", "a\\b", "x y", "");

  @TempDir private Path temporary;

  @Test
  void setupAndUndoGiveTheSameBytesWhateverTheFileLooksLike() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < RUNS; i++) {
      try {
        oneRun(random, temporary.resolve(Integer.toString(i)));
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed + ", run " + i, e);
      }
    }
  }

  private void oneRun(Random random, Path directory) throws Exception {
    TestHome home = TestHome.empty(directory);
    Target target = TARGETS.get(random.nextInt(TARGETS.size()));
    Map<String, Object> servers = new LinkedHashMap<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      servers.put("s" + i, entry(random, target));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      tree.put("before", List.of(1, true, Map.of("deep", "yes")));
    }
    tree.put(target.key(), servers);
    if (random.nextBoolean()) {
      tree.put("after", "of it");
    }
    byte[] before = new RandomText(random, target.comments()).of(tree);
    Path file = home.path(target.file());
    Files.createDirectories(file.getParent());
    Files.write(file, before);
    Options.Mode mode = Options.Mode.values()[random.nextInt(Options.Mode.values().length)];

    home.setup(TestHome.options(mode));
    byte[] between = Files.readAllBytes(file);
    home.undo();

    if (count > 0 && mode != Options.Mode.AGGREGATE) { // which keeps what has its own settings
      assertThat(between).isNotEqualTo(before);
    }
    requireOnlyCommandsDiffer(target, before, between, mode);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(Files.exists(home.path(".config/mcpmux"))).isFalse();
  }

  /** Members that are the client's own stay, with all that is no server. */
  private static void requireOnlyCommandsDiffer(
      Target target, byte[] before, byte[] after, Options.Mode mode) throws Exception {
    Map<String, Object> old = new LinkedHashMap<>(ConfigText.of(before, Format.JSONC).tree());
    Map<String, Object> now = new LinkedHashMap<>(ConfigText.of(after, Format.JSONC).tree());
    Map<?, ?> oldServers = (Map<?, ?>) old.remove(target.key());
    Map<?, ?> nowServers = (Map<?, ?>) now.remove(target.key());
    assertThat(now).isEqualTo(old);
    if (mode == Options.Mode.AGGREGATE) {
      return;
    }
    assertThat(nowServers.keySet().toString()).isEqualTo(oldServers.keySet().toString());
    oldServers.forEach(
        (name, entry) -> {
          Map<?, ?> server = (Map<?, ?>) nowServers.get(name);
          assertThat(server.toString()).contains(TestHome.LAUNCHER);
          assertThat(server.get("timeout")).isEqualTo(((Map<?, ?>) entry).get("timeout"));
          assertThat(server.get("x-own")).isEqualTo(((Map<?, ?>) entry).get("x-own"));
        });
  }

  private static Map<String, Object> entry(Random random, Target target) {
    List<Object> words = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      words.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      entry.put("timeout", random.nextInt(1000));
    }
    String program = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
    if (target.key().equals("mcp")) {
      words.add(0, program);
      entry.put("type", "local");
      entry.put("command", words);
    } else {
      entry.put("command", program);
      if (random.nextInt(4) > 0) {
        entry.put("args", words);
      }
    }
    if (random.nextBoolean()) {
      entry.put("x-own", Map.of("a", List.of("b", Map.of())));
    }
    if (random.nextBoolean()) {
      entry.put(target.env(), Map.of("SOME_TOKEN", "v" + random.nextInt(3)));
    }
    if (random.nextInt(5) == 0) {
      entry.put("cwd", "/srv/x");
    }
    return entry;
  }

  /** Writes a tree with white space and comments of its own taste. */
  private static final class RandomText {
    private final Random random;
    private final boolean comments;
    private final String lineEnd;

    RandomText(Random random, boolean comments) {
      this.random = random;
      this.comments = comments;
      this.lineEnd = random.nextBoolean() ? "\n" : "\r\n";
    }

    byte[] of(Map<String, Object> tree) {
      StringBuilder out = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
      space(out);
      value(tree, out);
      space(out);
      return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(Object value, StringBuilder out) {
      if (value instanceof Map<?, ?> map) {
        list('{', map.entrySet(), '}', out);
      } else if (value instanceof Map.Entry<?, ?> member) {
        out.append(Json.line(member.getKey()));
        space(out);
        out.append(':');
        space(out);
        value(member.getValue(), out);
      } else if (value instanceof List<?> list) {
        list('[', list, ']', out);
      } else {
        out.append(Json.line(value));
      }
    }

    private void list(char open, Iterable<?> elements, char close, StringBuilder out) {
      out.append(open);
      boolean first = true;
      for (Object element : elements) {
        if (!first) {
          out.append(',');
        }
        space(out);
        value(element, out);
        space(out);
        first = false;
      }
      if (!first && comments && random.nextInt(3) == 0) {
        out.append(',');
      }
      space(out);
      out.append(close);
    }

    private void space(StringBuilder out) {
      switch (random.nextInt(comments ? 8 : 5)) {
        case 0 -> out.append(' ');
        case 1 -> out.append(lineEnd).append(" ".repeat(random.nextInt(9)));
        case 2 -> out.append('\t');
        case 5 -> out.append("/* a {comment}, */");
        case 6 -> out.append("// \"another\"").append(lineEnd);
        default -> {
          // nothing
        }
      }
    }
  }
}
