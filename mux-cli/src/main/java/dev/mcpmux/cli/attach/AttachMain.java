package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * {@code mcpmux attach}: opens a session with the daemon, which it starts if need be, and copies
 * bytes between it and the client. Only frames reach stdout.
 */
public final class AttachMain {

  private static final String NO_DAEMON = "no-daemon";

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
    DaemonStarter starter = new DaemonStarter(home, environment, fallback.isThere());
    try {
      while (true) {
        SocketChannel daemon = starter.connect();
        DaemonSocket.Line answer = sayHello(daemon);
        String reason = answer == null ? "stopping" : Reconnection.refusal(answer.text());
        if (reason == null) {
          return Relay.overStandardStreams(new Reconnection(options, home, environment))
              .run(new Reconnection.Answer(daemon, null, null, answer));
        }
        daemon.close();
        if (!reason.equals("stopping")) {
          return refused(home, reason, RawJson.string(answer.text(), "error", "message"));
        }
        starter.pause(answer != null); // the next daemon will take the session
      }
    } catch (DaemonUnavailable e) {
      return withoutDaemon(NO_DAEMON, e.getMessage(), ExitCode.DAEMON_NOT_STARTED);
    } catch (IOException e) {
      return withoutDaemon(NO_DAEMON, Failures.describe(e), ExitCode.DAEMON_NOT_STARTED);
    }
  }

  /**
   * Null if the daemon closed the connection instead of answering, as one does that is stopping.
   */
  private DaemonSocket.Line sayHello(SocketChannel daemon) throws SocketTimeoutException {
    try {
      ByteBuffer hello =
          Hello.line(options, ProcessBytes.cwd(), environment, ProcessHandle.current().pid(), null);
      return DaemonSocket.ask(daemon, hello, Patience.answerMillis(fallback.isThere()));
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return null;
    }
  }

  private int refused(Home home, String reason, String message) {
    String text = message != null ? message : "the daemon refused the session";
    if (reason.equals("unsupported-version")) {
      return withoutDaemon(reason, text + OTHER_BUILD, ExitCode.REFUSED);
    }
    complain(text);
    if (reason.equals("unknown-server")) {
      String where =
          "servers are named in "
              + home.config()
              + "; what is wrong with it, if anything: mcpmux status";
      complain(where);
      text += "; " + where;
    }
    Refusal.answer(reason, text);
    return ExitCode.REFUSED;
  }

  /** Runs what there is in place of a session, which is better than none. */
  private int withoutDaemon(String reason, String why, int exitCode) {
    return fallback.run(reason, why, exitCode);
  }

  private static void complain(String message) {
    System.err.println("mcpmux: " + message);
  }
}
