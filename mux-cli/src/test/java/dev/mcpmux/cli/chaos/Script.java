package dev.mcpmux.cli.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Breaks one thing after the other, with a pause between. What comes next depends on the seed
 * alone; whom it meets, also on what runs then.
 */
final class Script {

  /** What can be done, and how often. */
  enum Action {
    KILL_SERVER(6),
    KILL_GROUP(4),
    END_SERVER(2),
    FREEZE_SERVER(5),
    FREEZE_GROUP(2),
    RESTART(3),
    CHANGE_ENTRY(3),
    REMOVE_ENTRY(2),
    BREAK_CONFIG(1),
    OTHER_ENTRY(1),
    SWITCH_OFF(2),
    GARBAGE(6),
    STOP_READING(5),
    FILL_PIPES(4),
    BREAK_STREAMS(2),
    KILL_CLIENT(3),
    CLOSE_CLIENT(3),
    END_CLIENT(1),
    STATUS(1),
    PAUSE_DAEMON(2),
    KILL_DAEMON(3, true),
    STOP_DAEMON(1, true),
    REPLACE_DAEMON(2, true),
    HANG_DAEMON(1, true);

    private final int weight;
    private final boolean isOfDaemon;

    Action(int weight) {
      this(weight, false);
    }

    Action(int weight, boolean isOfDaemon) {
      this.weight = weight;
      this.isOfDaemon = isOfDaemon;
    }
  }

  private static final String[] GARBAGE = {
    "not json",
    "{\"jsonrpc\":\"2.0\",\"id\":",
    "[]",
    "[[[[[[[[1]]]]]]]]",
    "\u001e{\"end\":true}",
    "\u001e{\"close\":{\"reason\":\"x\",\"message\":\"y\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":{\"a\":1},\"method\":\"ping\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":424242,\"result\":{}}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/unheard-of\"}",
    "\u0000\u0001\u0002",
    "\"" + "x".repeat(300_000) + "\"",
    "{\"a\":" + "[".repeat(20_000),
  };

  /**
   * After 25 s a session that begins then runs its server itself, and so gets what the server
   * writes that is no message, and ends with it.
   */
  private static final int MAX_HANG_MILLIS = 20_000;

  private final Random random;
  private final boolean breaksDaemon;
  private final Ground ground;
  private final Servers servers;
  private final List<Seat> seats;
  private final Findings findings;
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(16);

  Script(Settings settings, Ground ground, Servers servers, List<Seat> seats, Findings findings) {
    this.random = new Random(settings.seed());
    this.breaksDaemon = settings.daemon();
    this.ground = ground;
    this.servers = servers;
    this.seats = seats;
    this.findings = findings;
  }

  /** Returns when all that was broken is whole again. */
  void run(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0 && findings.count() == 0) {
      Action action = next();
      int which = random.nextInt(1 << 20);
      int millis = 100 + random.nextInt(4000);
      int pause = random.nextInt(3) == 0 ? random.nextInt(2500) : random.nextInt(400);
      act(action, which, millis);
      Thread.sleep(pause);
    }
    later.shutdown();
    if (!later.awaitTermination(60, TimeUnit.SECONDS)) {
      findings.wrong("what was broken could not be mended");
    }
    servers.restoreAll();
    servers.write();
    for (String name : Servers.NAMES) {
      command("enable", name);
    }
    command("reload");
  }

  private Action next() {
    int sum = 0;
    for (Action action : Action.values()) {
      sum += weight(action);
    }
    int left = random.nextInt(sum);
    for (Action action : Action.values()) {
      left -= weight(action);
      if (left < 0) {
        return action;
      }
    }
    throw new AssertionError();
  }

  private int weight(Action action) {
    return action.isOfDaemon && !breaksDaemon ? 0 : action.weight;
  }

  private void act(Action action, int which, int millis) throws IOException, InterruptedException {
    if (action.isOfDaemon) {
      awaitDaemon();
    }
    int server = which % Servers.NAMES.size();
    String name = Servers.NAMES.get(server);
    Link link = seats.get(which % seats.size()).link();
    String place = "s" + link.session;
    switch (action) {
      case KILL_SERVER -> signal("KILL", which, false);
      case KILL_GROUP -> signal("KILL", which, true);
      case END_SERVER -> signal("TERM", which, false);
      case FREEZE_SERVER -> freeze(aServer(which), millis * 3, false);
      case FREEZE_GROUP -> freeze(aServer(which), millis, true);
      case RESTART -> command("restart", name);
      case CHANGE_ENTRY -> {
        servers.step(server);
        config("another entry of " + name, which % 2 == 0);
      }
      case REMOVE_ENTRY -> {
        servers.remove(server);
        config("no entry of " + name, true);
        undo(
            millis,
            () -> {
              servers.restoreAll();
              config("all entries", true);
            });
      }
      case BREAK_CONFIG -> {
        servers.writeBroken();
        findings.did("half a config");
        command("reload");
        undo(millis, () -> config("a whole config", false));
      }
      case OTHER_ENTRY -> {
        servers.changeExtra();
        config("another server", which % 2 == 0);
      }
      case SWITCH_OFF -> {
        command("disable", name);
        undo(millis, () -> command("enable", name));
      }
      case GARBAGE -> {
        findings.did("garbage from " + place);
        beside(() -> link.sendGarbage(GARBAGE[which % GARBAGE.length]));
      }
      case STOP_READING -> {
        findings.did(place + " does not read for " + millis + " ms");
        link.stopReading(millis);
      }
      case FILL_PIPES -> fill(seats.get(which % seats.size()), place);
      case BREAK_STREAMS -> {
        if (link instanceof HttpLink http) {
          findings.did(place + " breaks its streams");
          http.breakStreams();
        }
      }
      case KILL_CLIENT -> {
        findings.did(place + " is killed");
        link.kill();
      }
      case CLOSE_CLIENT -> {
        findings.did(place + " closes");
        link.close();
      }
      case END_CLIENT -> {
        if (link instanceof StdioLink stdio) {
          findings.did(place + " gets SIGTERM");
          stdio.terminate();
        }
      }
      case STATUS -> command("status", "--why");
      case PAUSE_DAEMON -> freeze(ground.daemon(), millis / 2, false);
      case KILL_DAEMON -> {
        long daemon = ground.daemon();
        findings.did("the daemon " + daemon + " is killed");
        ground.daemonBreaks();
        ground.processes().signal("KILL", daemon);
      }
      case STOP_DAEMON -> {
        ground.daemonBreaks();
        command("stop", "--yes");
      }
      case REPLACE_DAEMON -> {
        ground.daemonBreaks();
        command("restart", "--daemon");
      }
      case HANG_DAEMON -> {
        ground.daemonBreaks();
        freeze(ground.daemon(), Math.min(10 * millis, MAX_HANG_MILLIS), false);
      }
    }
  }

  /** One that was ended before is there again, if any session needs it. */
  private void awaitDaemon() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!ground.daemonListens() && System.nanoTime() - deadline < 0) {
      Thread.sleep(20);
    }
  }

  private long aServer(int which) {
    List<Long> running = ground.servers();
    return running.isEmpty() ? -1 : running.get(which % running.size());
  }

  private void signal(String signal, int which, boolean toGroup) {
    long pid = aServer(which);
    Processes processes = ground.processes();
    String name = server(pid);
    boolean sent = toGroup ? processes.signalGroup(signal, pid) : processes.signal(signal, pid);
    findings.did("SIG" + signal + " to " + (toGroup ? "the group of " : "") + name + ": " + sent);
  }

  private String server(long pid) {
    if (pid == ground.daemon()) {
      return "the daemon " + pid;
    }
    String line = Processes.commandLine(pid);
    return line.substring(line.lastIndexOf(' ') + 1) + " " + pid;
  }

  private void freeze(long pid, int millis, boolean group) {
    Processes processes = ground.processes();
    findings.did(server(pid) + (group ? " and its group" : "") + " stops for " + millis + " ms");
    if (group ? processes.signalGroup("STOP", pid) : processes.signal("STOP", pid)) {
      undo(
          millis,
          () -> {
            boolean sent =
                group ? processes.signalGroup("CONT", pid) : processes.signal("CONT", pid);
            findings.did(pid + " goes on: " + sent);
          });
    }
  }

  /** More at once than pipes and sockets hold, with nobody who reads it. */
  private void fill(Seat seat, String place) {
    findings.did(place + " sends and asks for much, and does not read");
    seat.link().stopReading(1500);
    beside(() -> seat.burst(6));
  }

  private void config(String what, boolean reloads) throws IOException, InterruptedException {
    servers.write();
    findings.did("config: " + what);
    if (reloads) {
      command("reload");
    }
  }

  private void command(String... words) throws IOException, InterruptedException {
    Ground.Result result = ground.run(words);
    String text = String.join(" ", words) + ": " + result.exitCode();
    findings.did(text + " " + result.output().lines().findFirst().orElse(""));
    boolean isExpected = Set.of(0, 1).contains(result.exitCode());
    if (!isExpected && !ground.daemonBrokeSince(System.nanoTime())) {
      findings.wrong(text + " " + result.output());
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void undo(int millis, Step step) {
    later.schedule(
        () -> {
          try {
            step.run();
          } catch (IOException | InterruptedException | RuntimeException e) {
            findings.wrong("undoing: " + e);
          }
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  /** What may have to wait for the other side. */
  private static void beside(Runnable step) {
    Thread thread = new Thread(step, "beside " + ThreadLocalRandom.current().nextInt());
    thread.setDaemon(true);
    thread.start();
  }
}
