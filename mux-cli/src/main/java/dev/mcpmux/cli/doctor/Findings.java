package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Everything that was found, as people and programs read it. */
public final class Findings {

  private static final int SUBJECT = 9;
  private static final String INDENT = " ".repeat(8 + SUBJECT + 2);
  private static final int MAX_DETAILS = 6;

  private final List<Finding> all = new ArrayList<>();

  void add(Finding finding) {
    all.add(finding);
  }

  /** Whether nothing is wrong. */
  public boolean works() {
    return count(Finding.Level.PROBLEM) == 0;
  }

  private int count(Finding.Level level) {
    return (int) all.stream().filter(finding -> finding.level() == level).count();
  }

  /** One finding on as few lines of a screen as it needs. */
  static String text(Finding finding) {
    String level =
        switch (finding.level()) {
          case OK -> "ok      ";
          case NOTE -> "note    ";
          case PROBLEM -> "PROBLEM ";
        };
    String subject = Printable.line(finding.subject());
    int space = SUBJECT - subject.codePointCount(0, subject.length());
    // a longer name has a line for itself, so that the columns stay where they are
    String first = space < 0 ? INDENT : level + subject + " ".repeat(space + 2);
    StringBuilder text = new StringBuilder(space < 0 ? Paragraph.cut(level, subject) : "");
    text.append(Paragraph.of(first, INDENT, finding.text()));
    List<String> details = finding.details();
    for (String line : details.subList(Math.max(0, details.size() - MAX_DETAILS), details.size())) {
      text.append(Paragraph.cut(INDENT + "| ", line));
    }
    if (!finding.next().isEmpty()) {
      text.append(next(finding.next()));
    }
    return text.toString();
  }

  /** Behind the first line stands what is to be pasted, each on one line, however long. */
  private static String next(String next) {
    List<String> lines = next.lines().toList();
    StringBuilder text =
        new StringBuilder(Paragraph.of(INDENT + "-> ", INDENT + "   ", lines.get(0)));
    for (String line : lines.subList(1, lines.size())) {
      text.append(INDENT).append("   ").append(Printable.line(line)).append('\n');
    }
    return text.toString();
  }

  /** The last line. */
  public String verdict() {
    int problems = count(Finding.Level.PROBLEM);
    int notes = count(Finding.Level.NOTE);
    String more = notes == 0 ? "" : ", " + Counted.of(notes, "note");
    return problems == 0
        ? "mcpmux works" + more + "."
        : Counted.of(problems, "problem") + more + ".";
  }

  /** One object. */
  public String json() {
    StringBuilder json = new StringBuilder("{\"version\":").append(RawJson.quote(MuxVersion.get()));
    json.append(",\"works\":").append(works());
    json.append(",\"problems\":").append(count(Finding.Level.PROBLEM));
    json.append(",\"notes\":").append(count(Finding.Level.NOTE));
    json.append(",\"checks\":[");
    String comma = "";
    for (Finding finding : all) {
      json.append(comma).append(json(finding));
      comma = ",";
    }
    return Printable.json(json.append("]}").toString());
  }

  private static String json(Finding finding) {
    StringBuilder json = new StringBuilder("{\"check\":").append(RawJson.quote(finding.check()));
    json.append(",\"level\":\"").append(finding.level().name().toLowerCase(Locale.ROOT));
    json.append("\",\"text\":").append(RawJson.quote(finding.text()));
    if (!finding.subject().equals(finding.check())) {
      json.append(",\"name\":").append(RawJson.quote(finding.subject()));
    }
    new TreeMap<>(finding.facts())
        .forEach((name, value) -> json.append(",\"").append(name).append("\":").append(value));
    if (!finding.details().isEmpty()) {
      json.append(",\"details\":[");
      String comma = "";
      for (String line : finding.details()) {
        json.append(comma).append(RawJson.quote(line));
        comma = ",";
      }
      json.append(']');
    }
    if (!finding.next().isEmpty()) {
      json.append(",\"next\":").append(RawJson.quote(finding.next()));
    }
    return json.append('}').toString();
  }
}
