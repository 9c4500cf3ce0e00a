package dev.mcpmux.core.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Words that people use for the same thing where they speak of tools. */
final class Synonyms {
  private static final Map<String, Set<String>> OF = read();

  private Synonyms() {}

  /** Other stems that may mean the same. */
  static Set<String> of(String stem) {
    return OF.getOrDefault(stem, Set.of());
  }

  private static Map<String, Set<String>> read() {
    Map<String, Set<String>> of = new HashMap<>();
    try (InputStream in = Synonyms.class.getResourceAsStream("synonyms.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        Set<String> group = new LinkedHashSet<>(Terms.stems(line));
        for (String stem : group) {
          of.computeIfAbsent(stem, none -> new LinkedHashSet<>()).addAll(group);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    of.forEach((stem, others) -> others.remove(stem));
    return of;
  }
}
