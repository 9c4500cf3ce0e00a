package dev.mcpmux.core.world;

import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What a client declares.
 *
 * @param kind which of {@link #ALL} it is: those of one kind mean the same, however they are
 *     written
 * @param capabilities the object, written in one of several ways
 * @param has its members by path
 */
record Profile(int kind, String version, String capabilities, Set<String> has) {

  private record Kind(Set<String> has, String... texts) {}

  private static final List<Kind> ALL =
      List.of(
          new Kind(Set.of(), "{}", "{ }"),
          new Kind(Set.of("roots"), "{\"roots\":{\"listChanged\":true}}"),
          new Kind(Set.of("sampling"), "{\"sampling\":{}}", "{\"sampling\" : { } }"),
          new Kind(
              Set.of("roots", "sampling", "sampling.tools"),
              "{\"roots\":{},\"sampling\":{\"tools\":{}}}",
              "{\"sampling\":{\"tools\":{}},\"roots\":{}}"),
          new Kind(Set.of("elicitation", "form"), "{\"elicitation\":{}}"),
          new Kind(
              Set.of("elicitation", "form", "url"),
              "{\"elicitation\":{\"form\":{},\"url\":{}}}",
              "{\"elicitation\":{\"url\":{}, \"form\":{}}}"),
          new Kind(Set.of("elicitation", "url"), "{\"elicitation\":{\"url\":{}}}"),
          new Kind(
              Set.of("roots", "sampling", "elicitation", "form", "url", "tasks"),
              "{\"roots\":{\"listChanged\":true},\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}},"
                  + "\"tasks\":{\"cancel\":{},\"requests\":{\"sampling\":{\"createMessage\":{}}}}}"));

  private static final List<String> VERSIONS =
      List.of("2025-11-25", "2025-11-25", "2025-03-26", "2025-06-18", "2024-11-05", "1999-01-01");

  static Profile any(Random random) {
    Kind kind = ALL.get(random.nextInt(ALL.size()));
    String version = VERSIONS.get(random.nextInt(VERSIONS.size()));
    return of(random, ALL.indexOf(kind), version);
  }

  /** The same in other words. */
  Profile reworded(Random random) {
    return of(random, kind, version);
  }

  private static Profile of(Random random, int kind, String version) {
    String[] texts = ALL.get(kind).texts;
    return new Profile(kind, version, texts[random.nextInt(texts.length)], ALL.get(kind).has);
  }

  boolean has(String capability) {
    return has.contains(capability);
  }

  boolean sameAs(Profile other) {
    return kind == other.kind && version.equals(other.version);
  }
}
