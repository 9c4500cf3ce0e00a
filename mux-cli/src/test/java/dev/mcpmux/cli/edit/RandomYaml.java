package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Texts in YAML, written in every way. */
final class RandomYaml {

  private static final List<String> SCALARS =
      List.of(
          "x", "\"q # \\\" r\"", "'it''s'", "12", "", "true", "a-b c", "|\n%s  l\n%s  m", "\"\"");

  private final Random random;
  private final String newline;
  private int names;

  private RandomYaml(Random random) {
    this.random = random;
    this.newline = random.nextInt(4) == 0 ? "\r\n" : "\n";
  }

  static String of(Random random) {
    RandomYaml yaml = new RandomYaml(random);
    StringBuilder out = new StringBuilder(random.nextInt(5) == 0 ? "# first\n" : "");
    yaml.object(out, "", 0, false);
    String text = out.toString().replaceFirst("^\n", "") + (random.nextBoolean() ? "\n" : "");
    return text.replace("\n", yaml.newline);
  }

  /** One that is there, or one beside it. */
  static List<String> path(Random random, Map<String, Object> tree) {
    List<String> path = new ArrayList<>();
    Object at = tree;
    while (at instanceof Map<?, ?> map
        && !map.isEmpty()
        && (path.isEmpty() || random.nextBoolean())) {
      List<?> keys = List.copyOf(map.keySet());
      String key = String.valueOf(keys.get(random.nextInt(keys.size())));
      path.add(key);
      at = map.get(key);
    }
    if (random.nextInt(3) == 0) {
      path.set(path.size() - 1, "fresh");
    }
    return path;
  }

  private void object(StringBuilder out, String indent, int depth, boolean afterDash) {
    int n = 1 + random.nextInt(4);
    boolean first = afterDash;
    for (int i = 0; i < n; i++) {
      if (!first) {
        out.append('\n');
        if (random.nextInt(6) == 0) {
          out.append(indent).append("# note: x\n");
        }
        out.append(indent);
      }
      first = false;
      out.append("k").append(names++).append(':');
      value(out, indent, depth);
    }
  }

  private void value(StringBuilder out, String indent, int depth) {
    switch (depth > 2 ? 0 : random.nextInt(5)) {
      case 1 -> object(out, indent + " ".repeat(1 + random.nextInt(4)), depth + 1, false);
      case 2 -> {
        String inner = indent + " ".repeat(random.nextInt(3));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          out.append('\n').append(inner).append("- ");
          if (random.nextBoolean()) {
            out.append("name: n").append(names++).append('\n').append(inner).append("  ");
          }
          object(out, inner + "  ", depth + 1, true);
        }
      }
      case 3 -> out.append(" {a: 1, b: [x, \"y\"], c: {d: e}}").append(comment());
      case 4 ->
          out.append(" [x, 'y z'").append(random.nextBoolean() ? "]" : ",\n" + indent + "  z ]");
      default -> {
        String scalar = SCALARS.get(random.nextInt(SCALARS.size()));
        out.append(' ').append(scalar.replace("%s", indent));
        out.append(scalar.contains("\n") ? "" : comment());
      }
    }
  }

  private String comment() {
    return random.nextInt(4) == 0 ? "  # why: 'x" : random.nextInt(8) == 0 ? "  " : "";
  }
}
