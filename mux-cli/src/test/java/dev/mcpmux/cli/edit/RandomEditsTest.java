package dev.mcpmux.cli.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.text.ByteText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Random texts and random changes. {@code -Dmcpmux.edit.cases=N} sets how many of each format,
 * {@code -Dmcpmux.edit.seed=N} repeats what a failure printed.
 */
class RandomEditsTest {

  private static final int CASES = Integer.getInteger("mcpmux.edit.cases", 1_500);
  private static final Long SEED = Long.getLong("mcpmux.edit.seed");

  @Test
  void json_says_what_was_set_and_all_else_stays_byte_for_byte() {
    run(random -> new RandomJson(random, false));
  }

  @Test
  void json_with_comments_says_what_was_set_and_all_else_stays_byte_for_byte() {
    run(random -> new RandomJson(random, true));
  }

  @Test
  void toml_says_what_was_set_and_all_else_stays_byte_for_byte() {
    run(RandomToml::new);
  }

  private static void run(Function<Random, RandomText> texts) {
    long first = SEED == null ? System.nanoTime() : SEED;
    System.out.println("first seed " + first + ", cases " + CASES);
    for (long seed = first; seed < first + (SEED == null ? CASES : 1); seed++) {
      RandomText text = null;
      try {
        text = texts.apply(new Random(seed));
        new Case(text).run();
      } catch (EditException | RuntimeException | AssertionError e) {
        throw new AssertionError("-Dmcpmux.edit.seed=" + seed + "\n" + text, e);
      }
    }
  }

  /** Changes of one text. */
  private static final class Case {

    private final RandomText text;
    private final Random random;
    private final String old;
    private final ConfigText config;

    Case(RandomText text) throws EditException {
      this.text = text;
      this.random = text.random;
      this.old = text.toString();
      this.config = ConfigText.of(ByteText.bytes(old), text.format());
    }

    void run() throws EditException {
      assertSays(config, text.tree);
      assertThat(config.bytes()).isEqualTo(ByteText.bytes(old));
      if (text.doubled) {
        several();
        return;
      }
      if (!text.places.isEmpty()) {
        replace(any(text.places));
        remove(any(text.places));
      }
      if (!text.tables.isEmpty()) {
        add(any(text.tables));
      }
      if (text instanceof RandomToml toml && !toml.sections.isEmpty()) {
        removeTable(toml, any(toml.sections).path());
      }
      several();
    }

    private void replace(RandomText.Place place) throws EditException {
      Object before = config.get(place.path());
      Object value = text.values.value(2);
      ConfigText changed = config.set(place.path(), value);

      assertSays(changed, with(text.tree, place.path(), value));
      assertKept(changed, place.from(), place.to());
      assertSays(changed.set(place.path(), before), text.tree);
    }

    private void add(RandomText.Table table) throws EditException {
      List<String> path = RandomText.child(table.path(), text.name());
      if (random.nextInt(4) == 0) {
        path.add(text.name());
      }
      Object value = text.values.value(2);
      ConfigText changed = config.set(path, value);

      assertSays(changed, with(text.tree, path, value));
      if (table.close() > 0 && text.format() != Format.TOML) {
        assertKept(changed, table.open(), table.close());
      }
      if (!table.empty()) {
        assertOnlyInserted(changed.text());
      }
      List<String> added = path.subList(0, table.path().size() + 1);
      assertSays(changed.remove(added), text.tree);
    }

    private void remove(RandomText.Place place) throws EditException {
      Object before = config.get(place.path());
      ConfigText changed = config.remove(place.path());

      assertSays(changed, without(changed, text.tree, place.path()));
      assertKept(changed, place.keepBefore(), place.keepAfter());
      assertOnlyRemoved(changed.text(), place);
      assertThat(changed.set(place.path(), before).tree()).isEqualTo(config.tree());
    }

    private void removeTable(RandomToml toml, List<String> path) throws EditException {
      ConfigText changed = config.remove(path);

      assertSays(changed, without(changed, text.tree, path));
      StringBuilder rest = new StringBuilder();
      int at = 0;
      for (RandomToml.Section section : toml.sections) {
        if (section.path().size() >= path.size()
            && section.path().subList(0, path.size()).equals(path)) {
          rest.append(old, at, section.from());
          at = section.to();
        }
      }
      rest.append(old.substring(at));
      assertThat(lines(changed.text())).isEqualTo(lines(rest.toString()));
    }

    /** Those that are not empty; a byte order mark is at the beginning of the first. */
    private static List<String> lines(String text) {
      String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return body.lines().filter(line -> !line.isBlank()).toList();
    }

    /** One change after the other in the same text. */
    private void several() throws EditException {
      ConfigText now = config;
      Map<String, Object> expected = text.tree;
      for (int i = 0; i < 4; i++) {
        List<List<String>> paths = new ArrayList<>();
        paths(expected, List.of(), paths);
        List<String> path = paths.isEmpty() ? List.of(text.name()) : any(paths);
        if (random.nextBoolean()) {
          Object value = text.values.value(2);
          now = now.set(path, value);
          expected = with(expected, path, value);
        } else {
          now = now.remove(path);
          expected = without(now, expected, path);
        }
        assertSays(now, expected);
      }
    }

    /** In TOML, tables that were there only because of a member go with it. */
    private Map<String, Object> without(
        ConfigText changed, Map<String, Object> map, List<String> path) {
      Map<String, Object> expected = RandomEditsTest.without(map, path);
      for (int size = path.size() - 1; size > 0; size--) {
        List<String> parent = path.subList(0, size);
        if (text.format() == Format.TOML && !changed.has(parent) && isEmpty(expected, parent)) {
          expected = RandomEditsTest.without(expected, parent);
        }
      }
      return expected;
    }

    private static boolean isEmpty(Map<?, ?> map, List<String> path) {
      Map<?, ?> at = map;
      for (String name : path) {
        at = (Map<?, ?>) at.get(name);
      }
      return at.isEmpty();
    }

    private void assertSays(ConfigText changed, Map<String, Object> expected) {
      assertThat(changed.tree()).isEqualTo(expected);
      if (text.format() != Format.TOML) {
        assertThat(changed.tree().toString()).isEqualTo(expected.toString()); // the order too
      }
    }

    private void assertKept(ConfigText changed, int until, int from) {
      assertThat(changed.text()).startsWith(old.substring(0, until));
      assertThat(changed.text()).endsWith(old.substring(from));
    }

    /** Apart from white space and commas, one piece of text was added. */
    private void assertOnlyInserted(String now) {
      String dense = dense(old);
      String denseNow = dense(now);
      int same = 0;
      while (same < dense.length() && dense.charAt(same) == denseNow.charAt(same)) {
        same++;
      }
      assertThat(denseNow).endsWith(dense.substring(same));
    }

    /** Apart from white space and commas, the member went, and at most comments on its line. */
    private void assertOnlyRemoved(String now, RandomText.Place place) {
      String rest = dense(now.substring(place.keepBefore()));
      String between = dense(old.substring(place.keepBefore(), place.keyStart()));
      int lineEnd = old.indexOf('\n', place.to());
      String line = old.substring(place.to(), lineEnd < 0 ? old.length() : lineEnd);
      assertThat(rest).startsWith(between);
      String after = rest.substring(between.length());
      String all = dense(old.substring(place.to()));
      assertThat(all).endsWith(after);
      assertThat(dense(line)).startsWith(all.substring(0, all.length() - after.length()));
    }

    private static String dense(String text) {
      return text.replaceAll("[ \t\r\n,]", "");
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private static void paths(Map<?, ?> map, List<String> path, List<List<String>> paths) {
      map.forEach(
          (name, value) -> {
            List<String> own = RandomText.child(path, (String) name);
            paths.add(own);
            if (value instanceof Map<?, ?> inner) {
              paths(inner, own, paths);
            }
          });
    }
  }

  private static Map<String, Object> with(Map<?, ?> map, List<String> path, Object value) {
    Map<String, Object> copy = copy(map);
    String name = path.get(0);
    Map<?, ?> inner = copy.get(name) instanceof Map<?, ?> there ? there : Map.of();
    copy.put(name, path.size() == 1 ? value : with(inner, path.subList(1, path.size()), value));
    return copy;
  }

  private static Map<String, Object> without(Map<?, ?> map, List<String> path) {
    Map<String, Object> copy = copy(map);
    String name = path.get(0);
    if (path.size() == 1) {
      copy.remove(name);
    } else {
      copy.put(name, without((Map<?, ?>) copy.get(name), path.subList(1, path.size())));
    }
    return copy;
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> copy.put((String) name, value));
    return copy;
  }
}
