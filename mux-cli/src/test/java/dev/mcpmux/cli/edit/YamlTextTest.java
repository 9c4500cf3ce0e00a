package dev.mcpmux.cli.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {

  private static final String GOOSE =
      """
      # mine
      GOOSE_MODEL: "x"
      extensions:
        memory:   # keeps
          type: stdio
          cmd: npx   # the usual one
          args:
            - -y
            - "@m/server"   # pinned
          envs: {}
          # about time
          timeout: 300
        developer:
          type: builtin

      last: |
        a
        b
      """;

  private static ConfigText text(String text) throws EditException {
    return ConfigText.of(text.getBytes(StandardCharsets.UTF_8), Format.YAML);
  }

  private static String string(ConfigText text) {
    return new String(text.bytes(), StandardCharsets.UTF_8);
  }

  private static List<String> path(String... names) {
    return List.of(names);
  }

  @Test
  void scalarsAreWhatYamlSaysOfThem() throws EditException {
    ConfigText text = text("a: true\nb: 'true'\nc: 12\nd:\ne: yes\nf: [1.5, x]\ng: {h: ~}\n");

    assertThat(text.get(path("a"))).isEqualTo(true);
    assertThat(text.get(path("b"))).isEqualTo("true");
    assertThat(text.get(path("c"))).isEqualTo(new BigDecimal("12"));
    assertThat(text.has(path("d"))).isTrue();
    assertThat(text.get(path("d"))).isNull();
    assertThat(text.get(path("e"))).isEqualTo("yes");
    assertThat(text.get(path("f"))).isEqualTo(List.of(new BigDecimal("1.5"), "x"));
    assertThat(text.get(path("g"))).isInstanceOf(Map.class);
  }

  @Test
  void onlyTheValueThatChangesHasOtherBytes() throws EditException {
    ConfigText text =
        text(GOOSE)
            .set(path("extensions", "memory", "cmd"), "/opt/m")
            .set(path("extensions", "memory", "args"), List.of("attach", "memory"))
            .remove(path("extensions", "memory", "envs"));

    assertThat(string(text))
        .isEqualTo(
            GOOSE
                .replace("cmd: npx ", "cmd: /opt/m ")
                .replaceFirst(
                    "args:\n.*\n.*pinned\n", "args: [\"attach\", \"memory\"]   # pinned\n")
                .replace("    envs: {}\n", ""));
  }

  @Test
  void aMemberIsAddedBehindTheOthersAndTakenOutWithItsLines() throws EditException {
    ConfigText more = text(GOOSE).set(path("extensions", "memory", "enabled"), true);
    assertThat(string(more)).isEqualTo(GOOSE.replace("300\n", "300\n    enabled: true\n"));
    assertThat(string(more.remove(path("extensions", "memory", "enabled")))).isEqualTo(GOOSE);

    ConfigText entry = text(GOOSE).set(path("extensions", "x"), Map.of("cmd", "a b"));
    assertThat(string(entry))
        .isEqualTo(GOOSE.replace("type: builtin\n", "type: builtin\n  x:\n    cmd: \"a b\"\n"));
    assertThat(string(entry.remove(path("extensions", "x")))).isEqualTo(GOOSE);
    assertThat(string(text(GOOSE).remove(path("last"))))
        .isEqualTo(GOOSE.replace("last: |\n  a\n  b\n", ""));
  }

  @Test
  void aListOfNamedObjectsIsOneByTheirNames() throws EditException {
    String before =
        "mcpServers:\n  # one\n  - name: a\n    command: x\n  - name: b b\n    command: y # c\n";
    ConfigText text = text(before);

    assertThat(text.get(path("mcpServers", "b b", "command"))).isEqualTo("y");
    assertThat(string(text.set(path("mcpServers", "a", "command"), "z")))
        .isEqualTo(before.replace("command: x", "command: z"));
    assertThat(string(text.set(path("mcpServers", "c"), Map.of("command", "q"))))
        .isEqualTo(before + "  - name: c\n    command: q\n");
    assertThat(string(text.remove(path("mcpServers", "a"))))
        .isEqualTo(before.replace("  - name: a\n    command: x\n", ""));
    ConfigText none = text.remove(path("mcpServers", "a")).remove(path("mcpServers", "b b"));
    assertThat(none.get(path("mcpServers"))).isEqualTo(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a: {x: 1, y: 2}, b: 3}",
        "a: {x: 1, y: 2}\nb: 3",
        "\uFEFFa:\r\n  x: 1\r\n  y: 2\r\nb: 3\r\n",
        "a:\n  \"x\": 1\n  'y': 2\nb: 3",
        "😀: 1\na:\n   x: 1\n   y: 2 # 😀\nb: 3"
      })
  void whateverTheStyleAMemberCanBeChangedAddedAndTakenOut(String before) throws EditException {
    ConfigText text = text(before);

    ConfigText changed =
        text.set(path("a", "x"), "w").set(path("a", "z"), List.of("q")).remove(path("a", "y"));

    assertThat(changed.get(path("a"))).isEqualTo(Map.of("x", "w", "z", List.of("q")));
    assertThat(changed.get(path("b"))).isEqualTo(new BigDecimal("3"));
    assertThat(text(string(changed)).tree()).isEqualTo(changed.tree());
  }

  @Test
  void whatStandsForMoreThanOnePlaceIsReadAndNotChanged() throws EditException {
    ConfigText text = text("a: &x {b: 1}\nc: *x\n");

    assertThat(text.get(path("c", "b"))).isEqualTo(new BigDecimal("1"));
    assertThatThrownBy(() -> text.set(path("c", "b"), "2"))
        .isInstanceOf(EditException.class)
        .hasMessageContaining("cannot be changed safely");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1\na: 2\n",
        "a: 1\n---\nb: 2\n",
        "- a\n",
        "just words\n",
        "a: [secret\n",
        "a: 'secret\n",
        "a: b: secret\n",
        "\t- secret\n",
        "? [secret]\n: 1\n",
        "a: &a [*a]\n",
        "a: *secret\n"
      })
  void whatIsNoObjectInYamlIsRefusedWithoutItsWords(String text) {
    assertThatThrownBy(() -> text(text))
        .isInstanceOf(EditException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void aTextThatGrowsByItsAliasesIsRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      text.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)));
    }
    assertThatThrownBy(() -> text(text.toString())).isInstanceOf(EditException.class);
  }

  @Test
  void editsOfRandomTextsEitherSayExactlyWhatIsWantedOrAreRefused() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int done = 0;
    for (int round = 0; round < 2000; round++) {
      String text = RandomYaml.of(random);
      try {
        ConfigText before = text(text);
        List<String> path = RandomYaml.path(random, before.tree());
        ConfigText after =
            random.nextBoolean()
                ? before.set(path, List.of("attach", "x: #"))
                : before.remove(path);
        assertThat(text(string(after)).tree())
            .as("seed %d: %s", seed, text)
            .isEqualTo(after.tree());
        assertThat(Arrays.equals(after.bytes(), before.bytes())).isEqualTo(after == before);
        done++;
      } catch (EditException e) {
        assertThat(e).as("seed %d: %s", seed, text).hasMessageContaining("cannot be changed");
      }
    }
    assertThat(done).as("seed %d", seed).isGreaterThan(1500);
  }
}
