package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.attach.relay.Answer;
import dev.mcpmux.cli.attach.relay.Relay;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessBytes;
import java.util.Map;

/**
 * {@code mcpmux attach}: opens a session with the daemon, which it starts if need be, and copies
 * bytes between it and the client. Only frames reach stdout.
 */
public final class AttachMain {

  private static final String OTHER_BUILD =
      "; the daemon is of another build than this program: end it with mcpmux stop, and the next"
          + " session starts one of this build";

  private static final String TO_A_PERSON =
      "attach speaks JSON-RPC over stdin and stdout: MCP clients start it.\n"
          + "mcpmux: To see what a server offers: mcpmux try NAME. Ctrl-D ends this.";

  private final AttachOptions options;
  private final Map<String, String> environment;

  private Fallback fallback;

  private AttachMain(AttachOptions options, Map<String, String> environment) {
    this.options = options;
    this.environment = environment;
  }

  /** Ends the process at once: a thread may be waiting for input that never comes. */
  public static void main(String[] args) {
    Runtime.getRuntime().halt(run(args));
  }

  /** Returns the exit code when the session is over. */
  public static int run(String[] args) {
    try {
      AttachOptions options = AttachOptions.parse(ProcessBytes.arguments(args));
      if (Terminal.isStdin()) {
        complain(TO_A_PERSON);
      }
      return new AttachMain(options, ClientEnvironment.get()).run();
    } catch (IllegalArgumentException e) {
      complain(e.getMessage());
      System.err.println(AttachOptions.USAGE);
      Refusal.answer("usage", e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private int run() {
    if (OwnServer.isThis(environment)) {
      complain(OwnServer.MESSAGE);
      Refusal.answer("own-server", OwnServer.MESSAGE);
      return ExitCode.REFUSED;
    }
    Home home = Home.of(options.home(), environment);
    fallback = new Fallback(options, home, environment);
    Reconnection daemons = new Reconnection(options, home, environment);
    Answer answer = daemons.first(fallback.isThere());
    if (answer instanceof Answer.Open first) {
      return Relay.run(daemons, first);
    }
    if (answer instanceof Answer.Refused refused) {
      return refused(home, refused.reason(), refused.message());
    }
    return fallback.run("no-daemon", ((Answer.None) answer).why(), ExitCode.DAEMON_NOT_STARTED);
  }

  private int refused(Home home, String reason, String message) {
    if (reason.equals("unsupported-version")) {
      return fallback.run(reason, message + OTHER_BUILD, ExitCode.REFUSED);
    }
    String text = message;
    complain(text);
    boolean profile = reason.equals("unknown-profile");
    if (profile || reason.equals("unknown-server")) {
      String where =
          (profile ? "profiles are in " : "servers are named in ")
              + home.config()
              + "; `mcpmux config check` says what is wrong with it";
      complain(where);
      text += "; " + where;
    }
    Refusal.answer(reason, text);
    return ExitCode.REFUSED;
  }

  private static void complain(String message) {
    System.err.println("mcpmux: " + message);
  }
}
