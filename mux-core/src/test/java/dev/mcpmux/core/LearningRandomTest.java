package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.SessionEnv;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.sharing.SessionVariables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Sessions with random environments come, work and go. Whatever is learned meanwhile, none of them
 * is ever served by a process that was started with another value of any variable than its own, or
 * that lacks one that looks like a credential or a setting; and at rest those that differ in
 * nothing else than what names a session have one process.
 */
class LearningRandomTest {
  private static final int EVENTS = Integer.getInteger("mcpmux.learning.events", 20_000);
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
  private static final Pattern FROM = Pattern.compile("\"from\":\"s(\\d+)\"");

  private final long seed = Long.getLong("mcpmux.learning.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RecordingActions actions = new RecordingActions();
  private final Mux mux = new Mux(config(false), actions, new Listener());
  private final Map<String, Integer> known = new HashMap<>();
  private final Map<Integer, Map<String, String>> sessions = new TreeMap<>();

  /** Sessions that have not sent {@code initialize} yet. */
  private final Set<Integer> silent = new TreeSet<>();

  private final Map<Integer, ProcessLaunch> processes = new TreeMap<>();

  /** Processes that have answered {@code initialize}. */
  private final Set<Integer> ready = new TreeSet<>();

  /** What each process has not answered yet. */
  private final Map<Integer, List<String>> work = new HashMap<>();

  private byte[] saved;
  private int lastSession;
  private int unique;
  private boolean keeps;
  private long now = 1_000_000_000L;

  @Test
  void nobody_is_served_with_anothers_value_whatever_is_learned() {
    try {
      load("traits", null);
      int learned = 0;
      int ended = 0;
      for (int event = 0; event < EVENTS; event++) {
        int before = known();
        step();
        learned += known() > before ? 1 : 0;
        ended += known() < before ? 1 : 0;
        if (event % 500 == 499) {
          rest();
        }
      }
      assertThat(learned).as("learned").isPositive();
      assertThat(ended).as("taken back").isPositive();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private int known() {
    return known.values().stream().mapToInt(Integer::intValue).sum();
  }

  private final class Listener implements MuxListener {
    @Override
    public void variablesLearned(String client, Collection<String> names) {
      known.put(client, names.size());
    }
  }

  private void step() {
    now += random.nextInt(1_000_000);
    switch (random.nextInt(13)) {
      case 0, 1 -> {
        if (sessions.size() < 20) {
          open();
        }
      }
      case 2, 3, 4 -> call();
      case 5, 6, 7, 8 -> answer();
      case 9 -> {
        if (sessions.size() > 12 || random.nextInt(3) == 0) {
          close();
        }
      }
      case 10 -> {
        if (random.nextInt(40) == 0) {
          die();
        }
      }
      case 11 -> {
        Integer session = any(silent);
        if (session != null) {
          initialize(session);
        }
      }
      default -> {
        if (random.nextInt(200) == 0) {
          keeps = !keeps;
          mux.reconfigure(config(keeps), now);
        }
      }
    }
    mux.onDeadline(now);
    effects();
  }

  private static MuxConfig config(boolean keeps) {
    SessionEnv sessionEnv =
        keeps ? new SessionEnv(List.of("PINNED"), List.of("WINDOW_REF")) : SessionEnv.none();
    return new MuxConfig(
        Map.of(),
        Limits.defaults().withoutCatalog(),
        new MuxConfig.Rules(Map.of(), sessionEnv),
        Set.of(),
        Aggregate.defaults());
  }

  private void open() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("PATH", "/bin");
    environment.put("TERM", "xterm-" + ++unique);
    environment.put("CLAUDE_CODE_NEW", "n" + unique);
    environment.put("WINDOW_REF", "w" + unique);
    pick(environment, "API_TOKEN", "t");
    pick(environment, "AWS_PROFILE", "p");
    maybeUnique(environment, "DB_PASSWORD", 3);
    maybeUnique(environment, "LOGIN_REF", 40);
    maybeUnique(environment, "PINNED", 3);
    if (random.nextInt(10) == 0) {
      environment.put("SITE", "https://ann:" + unique + "@example.com/");
    }
    SortedMap<String, Long> marks = new TreeMap<>();
    environment.forEach((name, value) -> marks.put(name, (long) value.hashCode()));
    int session = ++lastSession;
    long process = random.nextInt(4) == 0 ? 0 : unique;
    SessionHello hello =
        new SessionHello(
            new Target.AdHoc(List.of("server")),
            new SessionHello.Place("/p", "/p", false),
            new SessionHello.Variables(environment, true),
            session,
            new SessionTraces(
                process, marks, java.util.Optional.empty(), Set.of(), java.util.Optional.empty()));
    assertThat(mux.onSessionOpen(session, hello, now)).isEmpty();
    sessions.put(session, environment);
    silent.add(session);
    if (random.nextInt(3) != 0) {
      initialize(session);
    }
  }

  private void initialize(int session) {
    silent.remove(session);
    String client = random.nextInt(4) == 0 ? "other" : "client";
    say(
        session,
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{},\"clientInfo\":{\"name\":\""
            + client
            + "\",\"version\":\"1\"}}}");
    say(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  private void pick(Map<String, String> environment, String name, String prefix) {
    if (random.nextInt(3) == 0) {
      environment.put(name, prefix + random.nextInt(2));
    }
  }

  /** A value of its own, in one of so many cases one that others have as well. */
  private void maybeUnique(Map<String, String> environment, String name, int shared) {
    if (random.nextInt(4) == 0) {
      environment.put(name, random.nextInt(shared) == 0 ? "shared" : "u" + unique);
    }
  }

  private void say(int session, String frame) {
    FrameView view = Frames.scan(frame);
    mux.onSessionFrame(session, Mux.MAIN_STREAM, view, now);
    effects();
  }

  private Integer any(Set<Integer> of) {
    return of.isEmpty() ? null : new ArrayList<>(of).get(random.nextInt(of.size()));
  }

  private void call() {
    Set<Integer> open = new TreeSet<>(sessions.keySet());
    open.removeAll(silent);
    Integer session = any(open);
    if (session != null) {
      say(
          session,
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + ++unique
              + ",\"method\":\"tools/call\",\"params\":{\"name\":\"t\",\"arguments\":{\"from\":\"s"
              + session
              + "\"}}}");
    }
  }

  private void answer() {
    Integer process = any(work.keySet());
    if (process != null) {
      List<String> frames = work.get(process);
      String frame = frames.remove(0);
      if (frames.isEmpty()) {
        work.remove(process);
      }
      boolean first = frame.contains("\"initialize\"");
      if (first) {
        ready.add(process);
      }
      Matcher id = ID.matcher(frame);
      assertThat(id.find()).isTrue();
      String result =
          first
              ? "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"x\",\"version\":\"1\"}}"
              : "{\"content\":[]}";
      FrameView view =
          Frames.scan("{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":" + result + "}");
      mux.onUpstreamFrame(process, view, now);
      effects();
    }
  }

  private void close() {
    Integer session = any(sessions.keySet());
    if (session != null) {
      sessions.remove(session);
      silent.remove(session);
      mux.onSessionClose(session, now);
      effects();
    }
  }

  private void die() {
    Integer process = any(ready);
    if (process != null) {
      exit(process);
      effects();
    }
  }

  private void exit(int process) {
    processes.remove(process);
    ready.remove(process);
    work.remove(process);
    mux.onUpstreamExit(process, new UpstreamExit("exited with code 1", List.of()), now);
  }

  private void load(String key, byte[] bytes) {
    mux.onStateLoaded(key, bytes, now);
    effects();
  }

  private void effects() {
    Unsettled.check(mux);
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.Started started) {
        processes.put(started.upstream(), (ProcessLaunch) started.launch());
        mux.onUpstreamStarted(started.upstream(), now);
      } else if (effect instanceof RecordingActions.Stopped stopped) {
        if (processes.containsKey(stopped.upstream())) {
          exit(stopped.upstream());
        }
      } else if (effect instanceof RecordingActions.ToUpstream sent) {
        Matcher from = FROM.matcher(sent.frame());
        if (from.find()) {
          check(Integer.parseInt(from.group(1)), processes.get(sent.upstream()));
        }
        if (sent.frame().contains("\"id\"") && processes.containsKey(sent.upstream())) {
          work.computeIfAbsent(sent.upstream(), u -> new ArrayList<>()).add(sent.frame());
        }
      } else if (effect instanceof RecordingActions.Saved kept && kept.key().equals("variables")) {
        saved = kept.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      }
    }
    if (saved == null && lastSession > 0) {
      saved = new byte[0];
      load("variables", null);
    }
  }

  private void check(int session, ProcessLaunch launch) {
    Map<String, String> own = sessions.get(session);
    SortedMap<String, String> expected = new TreeMap<>(own);
    expected.put("CLAUDE_PROJECT_DIR", "/p"); // the project of all of them, named or not
    assertThat(expected).containsAllEntriesOf(launch.environment());
    SessionVariables rules =
        SessionVariables.shipped().with(new SessionEnv(List.of("PINNED"), List.of()));
    own.forEach(
        (name, value) -> {
          if (!launch.environment().containsKey(name)) {
            assertThat(rules.isSessions(name, value) || rules.mayBeLearned(name, value))
                .as(name + " of session " + session)
                .isTrue();
          }
        });
  }

  /** Everything is answered; then sessions share exactly if they have the same left. */
  private void rest() {
    for (int round = 0; round < 4; round++) {
      while (!work.isEmpty()) {
        answer();
      }
      now += 16 * 60_000_000_000L; // past every pause before a new start, and every idle time
      mux.onDeadline(now);
      effects();
    }
    MuxStatus status = mux.status(now);
    SessionVariables rules = SessionVariables.shipped().with(config(keeps).rules().sessionEnv());
    Map<Integer, Map<String, String>> byProcess = new HashMap<>();
    Map<Map<String, String>, Integer> byEnvironment = new HashMap<>();
    for (MuxStatus.Session session : status.sessions()) {
      if (session.upstream() == 0) {
        continue; // its initialize was refused, since the process had died
      }
      Map<String, String> left = new TreeMap<>(sessions.get(session.number()));
      Set<String> names =
          status.learned().getOrDefault(session.client().split(" ")[0], new TreeSet<>());
      left.entrySet()
          .removeIf(
              variable ->
                  rules.isSessions(variable.getKey(), variable.getValue())
                      || names.contains(variable.getKey())
                          && rules.mayBeLearned(variable.getKey(), variable.getValue()));
      assertThat(byProcess.computeIfAbsent(session.upstream(), u -> left)).isEqualTo(left);
      assertThat(byEnvironment.computeIfAbsent(left, e -> session.upstream()))
          .isEqualTo(session.upstream());
    }
  }
}
