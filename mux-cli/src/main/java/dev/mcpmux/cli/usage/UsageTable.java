package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.text.Amounts;
import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.TextTable;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.text.Printable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The history as a table for people. */
final class UsageTable {

  private static final int BAR = 10;
  private static final String NONE = "-";
  private static final int MAX_CELL = 60;

  private final LocalDate today;
  private final int columns;
  private final Colours colours;

  /**
   * @param columns of the screen
   */
  UsageTable(LocalDate today, int columns, Colours colours) {
    this.today = today;
    this.columns = columns;
    this.colours = colours;
  }

  /** One row for each, with bars of calls. */
  String calls(By by, List<History.Group> groups) {
    List<String> names = by.columns().stream().map(name -> name.toUpperCase(Locale.ROOT)).toList();
    boolean last = by != By.DAY && by != By.SESSION;
    TextTable table = new TextTable("l".repeat(names.size()) + "rlrrrr" + (last ? "l" : ""));
    table.row(row(names, last ? "LAST" : null, "CALLS", "", "FAILED", "TIME", "P95", "OUT"));
    long most = most(groups, Counts::calls);
    for (History.Group group : groups) {
      Counts counts = group.counts();
      table.row(
          row(
              group.names().stream().map(UsageTable::cell).toList(),
              last ? day(group.last()) : null,
              Amounts.count(counts.calls()),
              bar(counts.calls(), most),
              failed(counts),
              time(counts),
              p95(counts),
              Amounts.bytes(counts.bytes())));
    }
    return strong(table);
  }

  /** Those with the most calls that failed. */
  String failures(List<History.Group> tools) {
    TextTable table = new TextTable("lrlrl").row("TOOL", "FAILED", "", "CALLS", "HOW");
    long most = most(tools, Counts::failed);
    for (History.Group tool : tools) {
      table.row(
          name(tool),
          Amounts.count(tool.counts().failed()),
          bar(tool.counts().failed(), most),
          Amounts.count(tool.counts().calls()),
          how(tool.counts()));
    }
    return strong(table);
  }

  /** Those that have taken the most time. */
  String times(List<History.Group> tools) {
    TextTable table = new TextTable("lrlrr").row("TOOL", "TIME", "", "CALLS", "P95");
    long most = most(tools, Counts::micros);
    for (History.Group tool : tools) {
      table.row(
          name(tool),
          time(tool.counts()),
          bar(tool.counts().micros(), most),
          Amounts.count(tool.counts().calls()),
          p95(tool.counts()));
    }
    return strong(table);
  }

  private static String[] row(List<String> names, String last, String... cells) {
    List<String> row = new ArrayList<>(names);
    row.addAll(List.of(cells));
    if (last != null) {
      row.add(last);
    }
    return row.toArray(new String[0]);
  }

  /** A tool with its server. */
  private static String name(History.Group tool) {
    return tool.names().stream().map(UsageTable::cell).collect(Collectors.joining(" "));
  }

  private static String cell(String text) {
    return text.isEmpty() ? NONE : Printable.line(text, MAX_CELL);
  }

  private static long most(List<History.Group> groups, ToLongFunction<Counts> number) {
    return groups.stream().mapToLong(group -> number.applyAsLong(group.counts())).max().orElse(0);
  }

  private static String bar(long number, long most) {
    if (number == 0) {
      return "";
    }
    int halves = (int) Math.max(1, Math.round(2.0 * BAR * number / most));
    return "█".repeat(halves / 2) + (halves % 2 == 1 ? "▌" : "");
  }

  private static String failed(Counts counts) {
    return counts.failed() == 0
        ? NONE
        : Amounts.count(counts.failed()) + " (" + percent(counts.failed(), counts.calls()) + ")";
  }

  private static String percent(long part, long whole) {
    long percent = Math.round(100.0 * part / whole);
    return percent == 0 ? "<1 %" : percent + " %";
  }

  private static String time(Counts counts) {
    return counts.micros() == 0 ? NONE : Amounts.micros(counts.micros());
  }

  private static String p95(Counts counts) {
    return counts.p95Micros() == 0 ? NONE : Amounts.micros(counts.p95Micros());
  }

  /** In which ways, as far as they are failures. */
  private static String how(Counts counts) {
    List<String> how = new ArrayList<>();
    for (CallEnd end : Counts.ENDS) {
      String words =
          switch (end) {
            case TOOL_ERROR -> "failed";
            case ERROR -> "answered with an error";
            case TIMEOUT -> "timed out";
            case LOST -> "lost";
            case REFUSED -> "refused";
            case RESULT, KNOWN, CANCELLED -> "";
          };
      if (!words.isEmpty() && counts.ended(end) > 0) {
        how.add(Amounts.count(counts.ended(end)) + " " + words);
      }
    }
    return String.join(", ", how);
  }

  private String day(String day) {
    return day.equals(today.toString())
        ? "today"
        : day.equals(today.minusDays(1).toString()) ? "yesterday" : day;
  }

  /** The heading stands out. */
  private String strong(TextTable table) {
    String text = table.text(columns);
    int end = text.indexOf('\n');
    return colours.strong(text.substring(0, end)) + text.substring(end);
  }
}
