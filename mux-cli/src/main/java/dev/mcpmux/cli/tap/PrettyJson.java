package dev.mcpmux.cli.tap;

/** A JSON text over several lines, each value as it stands in it. */
final class PrettyJson {

  private static final String STEP = "  ";

  private final StringBuilder out = new StringBuilder();
  private final String json;
  private final String margin;
  private int depth;

  private PrettyJson(String json, String margin) {
    this.json = json;
    this.margin = margin;
  }

  /**
   * @param margin what each line begins with
   */
  static String of(String json, String margin) {
    PrettyJson pretty = new PrettyJson(json, margin);
    pretty.write();
    return pretty.out.toString();
  }

  private void write() {
    out.append(margin);
    for (int at = 0; at < json.length(); at++) {
      char c = json.charAt(at);
      if (c == '"') {
        int end = stringEnd(at);
        out.append(json, at, end);
        at = end - 1;
      } else if (c == '{' || c == '[') {
        out.append(c);
        if (at + 1 < json.length() && (json.charAt(at + 1) == '}' || json.charAt(at + 1) == ']')) {
          out.append(json.charAt(++at));
        } else {
          depth++;
          newLine();
        }
      } else if (c == '}' || c == ']') {
        depth--;
        newLine();
        out.append(c);
      } else if (c == ',') {
        out.append(c);
        newLine();
      } else {
        out.append(c == ':' ? ": " : String.valueOf(c));
      }
    }
  }

  private int stringEnd(int start) {
    int at = start + 1;
    while (at < json.length() && json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, json.length());
  }

  private void newLine() {
    out.append('\n').append(margin).append(STEP.repeat(Math.max(0, depth)));
  }
}
