package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.text.Amounts;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Paragraph;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What people ask of the history, on one page. */
final class UsagePage {

  private static final int SERVERS = 15;
  private static final int TOOLS = 5;
  private static final double LEAST_GB_HOURS = 0.1;

  private final History history;
  private final UsageTable table;

  UsagePage(History history, UsageTable table) {
    this.history = history;
    this.table = table;
  }

  /**
   * @param unused servers of the config that nobody has used
   */
  String text(List<String> unused) {
    StringBuilder page = new StringBuilder(title());
    List<History.Group> servers = history.by(By.SERVER);
    if (!servers.isEmpty()) {
      page.append('\n').append(table.calls(By.SERVER, first(servers, SERVERS)));
      page.append(more(servers.size() - SERVERS, "server"));
    }
    if (!unused.isEmpty()) {
      page.append('\n')
          .append(Paragraph.of("", "  ", "Nobody has used: " + String.join(", ", unused)))
          .append("  mcpmux disable NAME turns one off\n");
    }
    List<History.Group> tools = history.by(By.TOOL);
    section(page, "What fails", table::failures, failing(tools));
    section(page, "What takes the time", table::times, slow(tools));
    sharing(page);
    return page.toString();
  }

  String title() {
    Counts total = history.total();
    return Paragraph.of(
        "",
        "",
        "Since "
            + history.first()
            + ": "
            + Counted.of(total.calls(), "call", "calls")
            + (total.failed() == 0 ? "" : ", " + total.failed() + " failed")
            + (total.micros() == 0 ? "" : ", " + Amounts.micros(total.micros()) + " of work"));
  }

  private interface Shown {
    String of(List<History.Group> groups);
  }

  private static void section(
      StringBuilder page, String title, Shown shown, List<History.Group> groups) {
    if (!groups.isEmpty()) {
      page.append('\n').append(title).append('\n').append(shown.of(groups));
    }
  }

  private static List<History.Group> failing(List<History.Group> tools) {
    return tools.stream()
        .filter(tool -> tool.counts().failed() > 0)
        .sorted(Comparator.comparingLong(tool -> -tool.counts().failed()))
        .limit(TOOLS)
        .toList();
  }

  private static List<History.Group> slow(List<History.Group> tools) {
    return tools.stream()
        .filter(tool -> tool.counts().micros() > 0)
        .sorted(Comparator.comparingLong(tool -> -tool.counts().micros()))
        .limit(TOOLS)
        .toList();
  }

  private static List<History.Group> first(List<History.Group> groups, int count) {
    return groups.subList(0, Math.min(count, groups.size()));
  }

  static String more(int count, String what) {
    return count <= 0
        ? ""
        : "… and " + Counted.of(count, what) + " more; --csv and --json have all\n";
  }

  private void sharing(StringBuilder page) {
    Sharing sharing = Sharing.of(history.lives().values());
    if (sharing.sessions() == 0) {
      return;
    }
    page.append("\nWhat sharing saved\n");
    page.append(
        Paragraph.of(
            "",
            "",
            "Sessions had a server "
                + Counted.of(sharing.sessions(), "time", "times")
                + ", for "
                + hours(sharing.sessionHours())
                + " in all. "
                + Counted.of(sharing.starts(), "start", "starts")
                + " served them, and processes that ran for "
                + hours(sharing.processHours())
                + "."));
    page.append(Paragraph.of("", "", saved(sharing)));
  }

  /** Compared with a start and a process for each of them. */
  private static String saved(Sharing sharing) {
    double hours = sharing.sessionHours() - sharing.processHours();
    String starts =
        sharing.starts() > sharing.sessions()
            ? "It saved no start"
            : "It saved " + Counted.of(sharing.sessions() - sharing.starts(), "start", "starts");
    if (hours < 0) {
      return starts + "; processes ran " + hours(-hours) + " longer, to be there for the next.";
    }
    return starts + " and " + hours(hours) + " of processes" + memory(sharing) + ".";
  }

  private static String memory(Sharing sharing) {
    if (sharing.measured() == 0 || sharing.savedGbHours() < LEAST_GB_HOURS) {
      return "";
    }
    return String.format(Locale.ROOT, ", or %.1f GB for an hour", sharing.savedGbHours())
        + (sharing.measured() < sharing.servers()
            ? ", of the " + sharing.measured() + " servers that were measured"
            : "");
  }

  private static String hours(double hours) {
    if (hours < 1.0 / 60) {
      return Math.round(hours * 3600) + " s";
    }
    return hours < 1
        ? Math.round(hours * 60) + " min"
        : String.format(Locale.ROOT, hours < 10 ? "%.1f h" : "%.0f h", hours);
  }
}
