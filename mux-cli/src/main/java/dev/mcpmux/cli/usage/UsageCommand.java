package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.config.observe.UsageSettings;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.home.Switches;
import dev.mcpmux.cli.logs.Since;
import dev.mcpmux.cli.measure.SizedStatus;
import dev.mcpmux.cli.sqlite.Anew;
import dev.mcpmux.cli.sqlite.Sqlite;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what was used, whether a daemon runs or not. */
@Command(
    name = "usage",
    description = "Show what was used: by whom, how often, how long, and what nobody uses.",
    footer = {"", "Nothing of what was said in a call is kept: no arguments, no results."})
public final class UsageCommand implements Callable<Integer> {

  private static final int MAX_ROWS = 50;
  private static final long ANSWER_MILLIS = 5_000;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description = "One table, by server, tool, client, project, session or day.")
  private String by;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "7d",
      description = "From when on, in whole days: 7d, 30d or 2026-11-30. Default: 7d.")
  private String since;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Option(names = "--csv", description = "Print lines for a spreadsheet.")
  private boolean csv;

  /** How the daemon has the files put into the database that it has left. */
  @Option(names = FoldProcess.OPTION, hidden = true, split = ",")
  private List<Integer> fold;

  @Override
  public Integer call() throws Exception {
    By by = by();
    LocalDate first = first();
    Home home = common.home();
    if (fold != null) {
      if (fold.size() != 2) {
        throw new ParameterException(
            spec.commandLine(), FoldProcess.OPTION + ": expected days and megabytes, as in 90,50");
      }
      UsageSettings settings = new UsageSettings(true, fold.get(0), fold.get(1));
      Optional<String> wrong = new Fold(home.state(), settings).run(Map.of());
      wrong.ifPresent(System.err::println);
      return wrong.isPresent() ? ExitCode.FAILURE : ExitCode.OK;
    }
    ConfigFile file = new ConfigFiles(home.config()).loadWhatIsRight().config();
    MuxConfig config = Switches.load(home.switches()).over(file.config());
    new Fold(home.state(), file.usage()).run(fromDaemon(home)).ifPresent(this::warn);
    History history =
        read(Fold.database(home.state()), first, wanted(by), this::warn)
            .without(name -> isRemote(config, name));
    if (json) {
      System.out.println(
          Printable.json(
              UsageExport.json(history, by == null ? By.SERVER : by, unused(history, config))));
    } else if (csv) {
      By chosen = by == null ? By.SERVER : by;
      System.out.print(UsageExport.csv(chosen, history.by(chosen)));
    } else {
      System.out.print(text(history, by, unused(history, config)));
      if (!file.usage().enabled()) {
        System.out.print(
            Paragraph.of(
                "", "", "\nNothing is added any more: usage.enabled is false in the config."));
      }
    }
    return ExitCode.OK;
  }

  private By by() {
    try {
      return by == null ? null : By.valueOf(by.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--by: expected server, tool, client, project, session or day");
    }
  }

  private LocalDate first() {
    ZoneId zone = ZoneId.systemDefault();
    try {
      LocalDate from = LocalDate.ofInstant(Since.parse(since, Instant.now(), zone), zone);
      // seven days are today and six before
      return since.strip().endsWith("d") ? from.plusDays(1) : from;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--since: " + e.getMessage());
    }
  }

  private void warn(String what) {
    System.err.print(Paragraph.of("mcpmux: ", "  ", what));
  }

  /** What is shown, and servers, to know which are not used. */
  private static Set<By> wanted(By by) {
    return by == null ? EnumSet.of(By.SERVER, By.TOOL) : EnumSet.of(By.SERVER, by);
  }

  static History read(Path database, LocalDate first, Set<By> wanted, Consumer<String> said)
      throws IOException {
    try {
      return Anew.ifCorrupt(database, Fold.WHAT, said, () -> History.read(database, first, wanted));
    } catch (SQLException e) {
      throw new IOException(
          "the usage history cannot be read: " + Sqlite.describe(e) + ": " + database);
    }
  }

  private String text(History history, By by, List<String> unused) {
    if (history.total().calls() == 0 && history.lives().isEmpty()) {
      return "Nothing was used since " + history.first() + ".\n";
    }
    boolean screen = Terminal.isStdout();
    UsageTable table =
        new UsageTable(
            LocalDate.now(),
            screen ? Paragraph.COLUMNS : Integer.MAX_VALUE,
            Colours.of(screen, System.getenv()));
    UsagePage page = new UsagePage(history, table);
    if (by == null) {
      return page.text(unused);
    }
    List<History.Group> groups = history.by(by);
    int shown = Math.min(MAX_ROWS, groups.size());
    return page.title()
        + "\n"
        + table.calls(by, groups.subList(0, shown))
        + UsagePage.more(groups.size() - shown, "row");
  }

  /** It has no process that could be shared. */
  private static boolean isRemote(MuxConfig config, String name) {
    ServerConfig server = config.servers().get(name);
    return server != null && server.launch() instanceof LaunchTemplate.Remote;
  }

  /** What is off needs no advice. */
  private static List<String> unused(History history, MuxConfig config) {
    Set<String> used = new HashSet<>();
    history.by(By.SERVER).forEach(group -> used.addAll(group.names()));
    return config.servers().keySet().stream()
        .filter(name -> !used.contains(name) && !config.disabled().contains(name))
        .sorted()
        .toList();
  }

  /** Has a daemon that runs write what it has, and measures its servers. */
  private static Map<String, Long> fromDaemon(Home home) {
    Map<String, Long> sizes = new HashMap<>();
    try (DaemonControl written = DaemonControl.call(home, "usage", null, ANSWER_MILLIS)) {
      if (written == null) {
        return sizes;
      }
      try (DaemonControl status = DaemonControl.call(home, "status", null, ANSWER_MILLIS)) {
        if (status != null) {
          Map<String, Object> top = JsonTree.parse(SizedStatus.of(status.answer(), null));
          for (Map<String, Object> server : JsonTree.objects(top, "servers")) {
            JsonTree.objects(server, "processes").stream()
                .mapToLong(process -> Counts.number(process.get("memoryKib")))
                .filter(kib -> kib > 0)
                .average()
                .ifPresent(kib -> sizes.put(String.valueOf(server.get("name")), (long) kib));
          }
        }
      }
    } catch (IOException e) {
      // one of another version, or one that ends: what it has comes later
      System.err.print(
          Paragraph.of(
              "mcpmux: ",
              "  ",
              "what the daemon has counted lately is not here yet: " + Failures.describe(e)));
    }
    return sizes;
  }
}
