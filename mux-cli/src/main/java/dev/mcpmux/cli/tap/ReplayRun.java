package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.session.StdioSession;
import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Plays a recording to a server, in a session through the daemon, as a client has it. */
final class ReplayRun {

  private static final long END_SECONDS = 5;

  private ReplayRun() {}

  /**
   * @param home the value of {@code --home}; null for none
   * @param number which session of the recording; null for the first
   */
  static int run(Path file, Integer number, String server, String home, PrintStream out)
      throws IOException, InterruptedException {
    RecordedSession recorded = RecordedSession.read(file, number);
    out.println(
        "Session "
            + recorded.number()
            + (recorded.others().isEmpty()
                ? ""
                : " (others in the file: " + recorded.others() + ")")
            + " against "
            + server);
    long hidden =
        recorded.messages().stream()
            .filter(each -> each.isFrom("client") && each.body().contains(Differences.HIDDEN))
            .count();
    if (hidden > 0) {
      out.println(
          hidden
              + " messages have hidden secrets in them, and are sent so; --show-secrets"
              + " records them");
    }
    Process attach = attach(server, home);
    try (Patience patience = new Patience(System::nanoTime, () -> giveUp(attach))) {
      patience.start();
      StdioSession session = new StdioSession(attach);
      boolean same = new Replay(recorded, session, patience::beginAnew, out).play();
      session.end();
      attach.waitFor(END_SECONDS, TimeUnit.SECONDS);
      return same ? ExitCode.OK : ExitCode.FAILURE;
    } finally {
      attach.destroy();
    }
  }

  private static Process attach(String server, String home) throws IOException {
    List<String> command = new ArrayList<>(List.of(Distribution.launcher().toString(), "attach"));
    if (home != null) {
      command.addAll(List.of("--home", home));
    }
    command.add(server);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Ends the session, so that whoever reads from it goes on. */
  private static void giveUp(Process attach) {
    System.err.println("mcpmux: an answer has not come within " + Patience.SECONDS + " s");
    attach.destroy();
  }
}
