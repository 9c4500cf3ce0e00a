package dev.mcpmux.cli.probe;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.logs.Logs;
import dev.mcpmux.cli.session.StdioSession;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.netty.LogFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Opens a session by {@code mcpmux attach}, as a client does, and asks the server for its tools. It
 * asks so that no daemon can answer from what it remembers: the process has to run.
 */
public final class Probe {

  /** No server has this name. */
  private static final String NOBODY = "\u2026";

  private static final int MAX_PAGES = 50;
  private static final int MAX_COMPLAINTS = 20;
  private static final int STDERR_LINES = 10;
  private static final long START_SECONDS = 60;
  private static final long END_SECONDS = 3;

  /** How long a daemon that is starting is waited for when all is to end. */
  private static final long DAEMON_SECONDS = 10;

  private final Path launcher;
  private final Path directory;
  private final Home home;
  private final Map<String, String> environment;

  /** The relays that run. Guarded by this. */
  private final List<Process> relays = new ArrayList<>();

  /** The one that has a daemon start; null before. */
  private volatile Process starter;

  /** Guarded by this. */
  private boolean ended;

  /**
   * @param launcher {@code bin/mcpmux}
   * @param directory what {@code --home} is to be; null without it
   * @param home the same, or that of this process
   * @param environment that of the client
   */
  public Probe(Path launcher, Path directory, Home home, Map<String, String> environment) {
    this.launcher = launcher;
    this.directory = directory;
    this.home = home;
    this.environment = environment;
  }

  /**
   * Tries one server.
   *
   * @param log what the daemon calls the server, whose log has what it wrote; empty where nobody
   *     can tell
   * @param target the name of a server, or {@code --} and the words of a command
   */
  public ProbeResult run(String log, List<String> target, Duration patience) {
    long began = System.nanoTime();
    Instant since = Instant.now();
    Try attempt = new Try();
    ProbeResult.Failure failure;
    Process process;
    try {
      process = start(target);
    } catch (IOException e) {
      failure = new ProbeResult.Failure(ProbeResult.Failure.BROKEN, e.getMessage(), List.of());
      return attempt.result(began, failure);
    }
    Complaints complaints = new Complaints(process);
    complaints.start();
    Watchdog watchdog = new Watchdog(process, patience);
    watchdog.start();
    StdioSession session = new StdioSession(process);
    try {
      attempt.run(session);
      return attempt.result(began, null);
    } catch (StdioSession.RefusedException e) {
      String own = e.reason().isEmpty() ? "it has answered " + attempt.at + " with an error: " : "";
      failure = ProbeResult.Failure.of(e.reason(), own + e.getMessage());
    } catch (IOException e) {
      failure =
          watchdog.hasBitten()
              ? tooLate(attempt, patience)
              : new ProbeResult.Failure(
                  ProbeResult.Failure.BROKEN, complaints.or(e.getMessage()), List.of());
    } finally {
      watchdog.interrupt();
      session.end();
      end(process, END_SECONDS);
    }
    return attempt.result(began, failure.with(stderr(log, since)));
  }

  /** The end of what the server has written to stderr; nothing where that cannot be read. */
  private List<String> stderr(String server, Instant since) {
    Path only = server.isEmpty() ? null : LogFiles.of(home.logs(), server);
    try {
      return new Logs(home.logs(), only).stderrSince(since.truncatedTo(MILLIS), STDERR_LINES);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static ProbeResult.Failure tooLate(Try attempt, Duration patience) {
    return new ProbeResult.Failure(
        ProbeResult.Failure.TIMED_OUT,
        "it has not answered " + attempt.at + " within " + patience.toSeconds() + " s",
        List.of());
  }

  /**
   * Has a daemon be there, whose start is then no part of what a try takes.
   *
   * @throws IOException when it does not come up, with what the relay says
   */
  void startDaemon() throws IOException {
    Process process = start(List.of(NOBODY));
    starter = process;
    Complaints complaints = new Complaints(process);
    complaints.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no daemon has come up within " + START_SECONDS + " s");
      }
      if (process.exitValue() != ExitCode.REFUSED) {
        throw new IOException(complaints.or("no daemon could be started"));
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      end(process, 0);
    }
  }

  /**
   * Ends the relays, and has no further one start. One that is just starting a daemon has its time
   * to do so: a daemon that does not listen yet could be told by nobody to end.
   */
  void end() {
    List<Process> left;
    synchronized (this) {
      ended = true;
      left = List.copyOf(relays);
    }
    for (Process relay : left) {
      if (relay == starter) {
        end(relay, DAEMON_SECONDS);
      } else {
        relay.destroy();
        end(relay, END_SECONDS);
      }
    }
  }

  private synchronized Process start(List<String> target) throws IOException {
    if (ended) {
      throw new IOException("interrupted");
    }
    List<String> command = new ArrayList<>(List.of(launcher.toString(), "attach"));
    if (directory != null) {
      command.addAll(List.of("--home", directory.toString()));
    }
    command.addAll(target);
    ProcessBuilder builder = new ProcessBuilder(command);
    ClientEnvironment.give(environment, builder);
    Process relay = builder.start();
    relays.add(relay);
    return relay;
  }

  private void end(Process relay, long seconds) {
    try {
      if (!relay.waitFor(seconds, TimeUnit.SECONDS)) {
        relay.destroyForcibly();
      }
    } catch (InterruptedException e) {
      relay.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      relays.remove(relay);
    }
  }

  /** What has been learned so far. */
  private static final class Try {
    private String at = "initialize";
    private String name = "";
    private String version = "";
    private String protocol = "";
    private final List<ProbeResult.Tool> tools = new ArrayList<>();

    void run(StdioSession session) throws IOException {
      Map<String, Object> hello = session.initialize("mcpmux");
      protocol = String.valueOf(hello.getOrDefault("protocolVersion", ""));
      if (hello.get("serverInfo") instanceof Map<?, ?> info) {
        name = text(info.get("name"));
        version = text(info.get("version"));
      }
      boolean offers =
          hello.get("capabilities") instanceof Map<?, ?> all && all.get("tools") != null;
      at = "tools/list";
      String cursor = null;
      for (int page = 0; page < MAX_PAGES && (page == 0 || cursor != null); page++) {
        try {
          cursor = list(session, cursor);
        } catch (StdioSession.RefusedException e) {
          if (offers || !e.reason().isEmpty()) {
            throw e;
          }
          return; // it has none, and says so; but it has answered
        }
      }
    }

    /** With more in the question than its method, it is passed on to the process. */
    private String list(StdioSession session, String cursor) throws IOException {
      String params = cursor == null ? "" : ",\"cursor\":" + RawJson.quote(cursor);
      Map<String, Object> answer =
          session.call("tools/list", "{\"_meta\":{\"progressToken\":1}" + params + "}");
      for (Map<String, Object> tool : JsonTree.objects(answer, "tools")) {
        tools.add(new ProbeResult.Tool(text(tool.get("name")), text(tool.get("description"))));
      }
      String next = text(answer.get("nextCursor"));
      return next.isEmpty() ? null : next;
    }

    private static String text(Object value) {
      return value == null ? "" : value.toString();
    }

    ProbeResult result(long began, ProbeResult.Failure failure) {
      long millis = (System.nanoTime() - began) / 1_000_000;
      return new ProbeResult(name, version, protocol, List.copyOf(tools), millis, failure);
    }
  }

  /** What the relay says to people. */
  private static final class Complaints extends Thread {
    private static final String OWN = "mcpmux: ";
    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();

    Complaints(Process process) {
      super("complaints");
      this.process = process;
      setDaemon(true);
    }

    @Override
    public void run() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        in.lines().forEach(this::add);
      } catch (IOException | UncheckedIOException e) {
        // it has ended
      }
    }

    private synchronized void add(String line) {
      lines.add(line.startsWith(OWN) ? line.substring(OWN.length()) : line);
      if (lines.size() > MAX_COMPLAINTS) {
        lines.remove();
      }
    }

    /** What it said, or else another text. */
    String or(String text) {
      try {
        join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (this) {
        return lines.isEmpty() ? text : String.join("\n", lines);
      }
    }
  }

  /** Ends a try that takes too long. */
  private static final class Watchdog extends Thread {
    private final Process process;
    private final Duration patience;
    private volatile boolean bitten;

    Watchdog(Process process, Duration patience) {
      super("watchdog");
      this.process = process;
      this.patience = patience;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        Thread.sleep(patience.toMillis());
        bitten = true;
        process.destroy();
      } catch (InterruptedException e) {
        // it has ended in time
      }
    }

    boolean hasBitten() {
      return bitten;
    }
  }
}
