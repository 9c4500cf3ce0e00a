package dev.mcpmux.core.schema;

import java.util.Set;

/** The keywords of a schema that {@link Check} does not look at. */
final class Keywords {
  /** Say nothing of which values are right. */
  private static final Set<String> NOTES =
      Set.of(
          "$schema",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "nullable");

  /** May say which values are right. */
  private static final Set<String> UNREAD =
      Set.of("format", "contentMediaType", "contentEncoding", "contentSchema");

  private Keywords() {}

  /** Whether a value is as right with it as without. */
  static boolean isNote(Object keyword) {
    return NOTES.contains(keyword);
  }

  /** Whether no value is refused for it, wherever it stands. */
  static boolean refusesNothing(Object keyword) {
    return isNote(keyword) && !keyword.equals("nullable") || UNREAD.contains(keyword);
  }
}
