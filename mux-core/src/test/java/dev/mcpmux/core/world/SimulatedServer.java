package dev.mcpmux.core.world;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One server process of a {@link World}: what it was told and asked, and what it has asked. */
final class SimulatedServer {

  /**
   * A request it has.
   *
   * @param mark null where there is none: the initialize, list calls, levels and subscriptions
   * @param about the URI, level, task id or cursor
   * @param listVersion how often the list had changed when it was asked for
   */
  record Held(
      long id,
      String method,
      String mark,
      String about,
      boolean progress,
      boolean asksForTask,
      long listVersion,
      long at) {

    boolean isWork() {
      return switch (method) {
        case "tools/call", "prompts/get", "resources/read", "custom/request" -> true;
        default -> false;
      };
    }

    int session() {
      return mark == null ? 0 : Json.session(mark);
    }
  }

  /**
   * A request of its own that has no answer yet.
   *
   * @param label its name, unique in the world
   * @param token the progress token; null for none
   * @param needs what the client must have declared; empty for nothing, null when it is refused
   */
  record Ask(String id, String label, String method, String mark, String token, String needs) {}

  /** A task that it has made. */
  static final class ServerTask {
    final String id;
    final String mark;

    /** The progress token, which is the id of the request that made it; 0 for none. */
    final long token;

    boolean ended;

    ServerTask(String id, String mark, long token) {
      this.id = id;
      this.mark = mark;
      this.token = token;
    }
  }

  final int number;

  /** Its number among all there ever were, also before the multiplexer was started anew. */
  final int label;

  final Attachable kind;
  final Launch launch;
  final long startedAt;

  final Map<Long, Held> requests = new LinkedHashMap<>();

  /** When each request last showed progress. */
  final Map<Long, Long> activity = new HashMap<>();

  /** The marks of the last work it was given, whether done or not. */
  final Deque<String> causes = new ArrayDeque<>();

  /** The sessions whose marks it has ever seen. */
  final Set<Integer> known = new HashSet<>();

  final Map<String, Deque<Ask>> asks = new LinkedHashMap<>();
  final Map<String, ServerTask> tasks = new LinkedHashMap<>();

  /** Tasks that clients do for it, with the session. */
  final Map<String, Integer> hosted = new HashMap<>();

  /** Elicitations in a browser, with the mark of their cause. */
  final Map<String, String> elicitations = new LinkedHashMap<>();

  final Map<String, Long> listVersions = new HashMap<>();
  final Set<String> subscribed = new HashSet<>();

  /** URIs of which it refused a step. */
  final Set<String> refusedUris = new HashSet<>();

  final Set<Integer> goneSessions = new HashSet<>();

  boolean running;
  boolean stopping;

  /** It says nothing and does nothing, until it is ended or rests. */
  boolean frozen;

  /** It is ended for that. */
  boolean hung;

  /** When it last gave a sign of life. */
  long aliveAt;

  long cpuMillis;
  long stderrBytes;

  /** Since when another is in its place; 0 for never. */
  private long drainsSince;

  boolean writable = true;

  /** The id of the initialize that it has not answered; 0 for none. */
  long initializeId;

  boolean initialized;

  /** What it was told of its client. */
  String toldVersion;

  String toldCapabilities;

  /** What it said of its sharing when it was initialized; empty for nothing. */
  String said = "";

  boolean tasksDeclared;
  boolean loggingDeclared;
  long lastId;
  String level;

  /** What it last got for {@code roots/list}; null for nothing. */
  String roots;

  /** Whether it was told that they have changed, and has not asked since. */
  boolean rootsStale;

  /** How much it has asked since it reads no more. */
  int asksWhileFull;

  int askCount;
  int taskCount;
  int changes;

  SimulatedServer(int number, int label, Attachable kind, Launch launch, long startedAt) {
    this.number = number;
    this.label = label;
    this.kind = kind;
    this.launch = launch;
    this.startedAt = startedAt;
    this.aliveAt = startedAt;
  }

  /** It gets nothing new. */
  void drains(long now) {
    if (drainsSince == 0) {
      drainsSince = now;
    }
  }

  boolean isReplaced() {
    return drainsSince != 0;
  }

  /** Whether it has had all the time there is to finish what it has. */
  boolean hasDrained(long now) {
    long limit = TimeUnit.MILLISECONDS.toNanos(SmallLimits.ALL.drainTimeoutMillis());
    return drainsSince != 0 && now - drainsSince >= limit;
  }

  /**
   * It is told to end, and asks nothing any more.
   *
   * @param sessions those that are there
   */
  void stop(Set<Integer> sessions, long now) {
    boolean busy =
        !hung
            && !hasDrained(now)
            && tasks.values().stream()
                .anyMatch(task -> !task.ended && sessions.contains(Json.session(task.mark)));
    if (stopping || busy) {
      throw new AssertionError(this + " is told to end twice, or while it works on a task");
    }
    stopping = true;
    asks.clear();
  }

  /** All that sessions of it have in common, as it stands in its lists. */
  String sharedBy() {
    ProcessLaunch process = (ProcessLaunch) launch;
    return String.join(
        " ",
        kind.name(),
        process.environment().get("LC_TEST"),
        process.cwd(),
        toldVersion,
        toldCapabilities.contains("sampling") + "",
        toldCapabilities.contains("elicitation") + "");
  }

  /** Whether another request of its own gets an answer; of one that does not read only a few do. */
  boolean mayBeAnswered() {
    return !stopping
        && (writable || asksWhileFull++ < SmallLimits.ALL.maxServerRequestsPerSession());
  }

  /**
   * On the stream of which request it says this; 0 for none. Every third server has a stream for
   * each, and uses it for what the work in flight causes.
   */
  long requestOf(String frame) {
    List<String> marks = Json.marks(frame);
    if (number % 3 != 0 || marks.size() != 1 || frame.contains("related-task")) {
      return 0;
    }
    return requests.values().stream()
        .filter(held -> held.isWork() && marks.get(0).equals(held.mark()))
        .mapToLong(Held::id)
        .findFirst()
        .orElse(0);
  }

  List<Held> unanswered() {
    return List.copyOf(requests.values());
  }

  List<Held> work() {
    return requests.values().stream().filter(Held::isWork).toList();
  }

  List<Ask> openAsks() {
    List<Ask> all = new ArrayList<>();
    asks.values().forEach(all::addAll);
    return all;
  }

  boolean isOpen(String label) {
    return openAsks().stream().anyMatch(ask -> ask.label().equals(label));
  }

  /** Whether it has anything of this session that ties the session to it. */
  boolean isBusyWith(int session) {
    return requests.values().stream().anyMatch(held -> held.session() == session)
        || tasks.values().stream()
            .anyMatch(task -> !task.ended && Json.session(task.mark) == session)
        || openAsks().stream()
            .anyMatch(ask -> ask.mark() != null && Json.session(ask.mark()) == session);
  }

  void checkNothingOfGoneSessions() {
    for (Held held : requests.values()) {
      if (goneSessions.contains(held.session()) && !stopping) {
        throw new AssertionError(this + " still works on " + held + ", whose session is gone");
      }
    }
  }

  @Override
  public String toString() {
    return "u" + number;
  }
}
