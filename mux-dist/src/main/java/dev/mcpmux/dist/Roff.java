package dev.mcpmux.dist;

import java.util.List;

/** Text in the language of {@code man(7)}; what is given to it is shown letter for letter. */
final class Roff {

  private final StringBuilder text = new StringBuilder();

  Roff title(String name, String date, String version) {
    text.append(".TH ").append(quoted(name)).append(" 1 ").append(quoted(date)).append(' ');
    text.append(quoted(version)).append("\n.nh\n.ad l\n");
    return this;
  }

  Roff section(String heading) {
    text.append(".SH ").append(quoted(heading)).append('\n');
    return this;
  }

  Roff text(String line) {
    text.append(escaped(line.strip())).append('\n');
    return this;
  }

  /** One line each, empty ones between paragraphs. */
  Roff paragraphs(List<String> lines) {
    boolean begun = false;
    boolean gap = false;
    for (String line : lines) {
      if (line.isBlank()) {
        gap = begun;
        continue;
      }
      if (gap) {
        text.append(".PP\n");
      }
      text(line);
      begun = true;
      gap = false;
    }
    return this;
  }

  /** Lines that are not to be filled, such as examples. */
  Roff asItIs(List<String> lines) {
    text.append(".nf\n");
    lines.forEach(line -> text.append(escaped(line)).append('\n'));
    text.append(".fi\n");
    return this;
  }

  Roff item(String term, List<String> explained) {
    text.append(".TP\n.B ").append(quoted(term)).append('\n');
    return paragraphs(explained);
  }

  /** What is in this language already. */
  Roff raw(String lines) {
    text.append(lines);
    return this;
  }

  private static String quoted(String argument) {
    return '"' + escaped(argument).replace("\"", "\"\"") + '"';
  }

  private static String escaped(String line) {
    String escaped = line.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
