package dev.mcpmux.cli.edit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Names and values that config files may hold. */
final class RandomValues {

  private static final String[] ODD = {
    "é", "😀", "\"", "\\", "/", "\n", "\t", "\r", "\u0001", "\u007f", "{", "}", "[", "]", "//",
    "/*", "*/", "#", ",", ":", "=", "'", "'''", "\"\"\"", " ", ".", "\u2028", "[[", "\\u0041", "$",
    "~"
  };

  private final Random random;
  private final boolean nulls;

  /**
   * @param nulls whether the format has null
   */
  RandomValues(Random random, boolean nulls) {
    this.random = random;
    this.nulls = nulls;
  }

  String string() {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      out.append(random.nextInt(3) == 0 ? ODD[random.nextInt(ODD.length)] : "ab1");
    }
    return out.toString();
  }

  /** One that no other has with that number. */
  String name(int number) {
    return switch (random.nextInt(6)) {
      case 0 -> string() + "-" + number;
      case 1 -> number + "." + string();
      default -> "name" + number;
    };
  }

  Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0, 1 -> string();
      case 2 -> random.nextBoolean();
      case 3 -> new BigDecimal(random.nextInt(2_000) - 1_000);
      case 4 -> BigDecimal.valueOf(random.nextInt(200) * 10 + 1L, 1 + random.nextInt(3));
      case 5 -> nulls ? null : "not null";
      case 6 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(name(i), value(depth - 1));
        }
        yield map;
      }
    };
  }
}
