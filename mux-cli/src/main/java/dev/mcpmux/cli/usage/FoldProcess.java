package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.config.observe.UsageSettings;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.home.SqliteLibrary;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Has a process of its own put into the database what the daemon has left: SQLite would make the
 * daemon larger for as long as it runs. Loads nothing of SQLite.
 */
public final class FoldProcess {

  /** Of the command; not for people. */
  static final String OPTION = "--fold";

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");
  private static final long PATIENCE_SECONDS = 60;
  private static final int MAX_COMPLAINT = 1000;

  private final Home home;
  private final Consumer<String> log;

  /** Nobody wants to read it again at each time; empty where all was well. */
  private String lastComplaint = "";

  public FoldProcess(Home home) {
    this(home, complaint -> LOG.log(System.Logger.Level.WARNING, complaint));
  }

  FoldProcess(Home home, Consumer<String> log) {
    this.home = home;
    this.log = log;
  }

  /** Whether there is what it needs on this machine. */
  public static boolean isPossible() {
    return !SqliteLibrary.isMissing();
  }

  /** Starts it, and has one line in the log if it does not do its work. Waits for nothing. */
  public void start(UsageSettings settings) {
    try {
      Process process = builder(settings).start();
      process
          .onExit()
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .whenComplete((done, tooLong) -> ended(process, tooLong));
    } catch (IOException e) {
      complain("the usage history is not kept: " + e.getMessage());
    }
  }

  private ProcessBuilder builder(UsageSettings settings) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Distribution.launcher().toString());
    words.addAll(List.of("usage", OPTION, settings.days() + "," + settings.maxMegabytes()));
    if (home.root() != null) {
      words.addAll(List.of("--home", home.root().toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(words).directory(home.state().toFile());
    ClientEnvironment.give(ClientEnvironment.base(ClientEnvironment.get()), builder);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder;
  }

  private void ended(Process process, Throwable tooLong) {
    if (tooLong != null) {
      process.destroyForcibly();
      complain("the usage history is not kept: it takes too long");
    } else {
      complain(process.exitValue() == 0 ? "" : complaint(process));
    }
  }

  /**
   * @param complaint empty for none
   */
  synchronized void complain(String complaint) {
    if (!complaint.isEmpty() && !complaint.equals(lastComplaint)) {
      log.accept(complaint);
    }
    lastComplaint = complaint;
  }

  /** The first line that it has written. */
  private static String complaint(Process process) {
    String text = "";
    try (InputStream stderr = process.getErrorStream()) {
      text = new String(stderr.readNBytes(MAX_COMPLAINT), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // its exit code is all there is
    }
    return text.lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(Printable::line)
        .orElse("the usage history is not kept: exit code " + process.exitValue());
  }
}
