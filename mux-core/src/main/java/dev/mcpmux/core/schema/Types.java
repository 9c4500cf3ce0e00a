package dev.mcpmux.core.schema;

import java.util.ArrayList;
import java.util.List;

/** The types that a schema can ask for, several of them as bits. */
final class Types {
  static final int STRING = 0;
  static final int NUMBER = 1;
  static final int INTEGER = 2;
  static final int BOOLEAN = 3;
  static final int OBJECT = 4;
  static final int ARRAY = 5;
  static final int NULL = 6;

  private static final List<String> NAMES =
      List.of("string", "number", "integer", "boolean", "object", "array", "null");

  private Types() {}

  /** Negative for a name that is none. */
  static int index(String name) {
    return NAMES.indexOf(name);
  }

  /** Those that a keyword {@code type} allows; 0 where it says something else, or very much. */
  static int of(Object keyword) {
    List<?> one = keyword == null ? List.of() : List.of(keyword);
    List<?> names = keyword instanceof List<?> several ? several : one;
    int types = 0;
    for (int i = 0; i < names.size(); i++) {
      int index = names.get(i) instanceof String name ? index(name) : -1;
      if (index < 0 || names.size() > NAMES.size()) {
        return 0;
      }
      types |= 1 << index;
    }
    return types;
  }

  static String text(int types) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      if ((types & 1 << i) != 0) {
        names.add(NAMES.get(i));
      }
    }
    return String.join(" or ", names);
  }
}
