package dev.mcpmux.core.world;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.world.SimulatedServer.Ask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One client of a {@link World}: what it has said and been told. */
final class SimulatedClient {

  /** What a request is for, as far as its reply depends on it. */
  enum Kind {
    INITIALIZE,
    PING,
    WORK,
    COMPLETION,
    LIST,
    LEVEL,
    SUBSCRIPTION,
    TASK,
    /** One that must be answered with an error. */
    REFUSED
  }

  /** How it answers {@code roots/list}. */
  enum RootsHabit {
    RIGHT,
    ERROR,
    NEVER
  }

  /** Whether it is subscribed to a URI, as far as it can know. */
  enum Subscribed {
    YES,
    NO,
    MAYBE
  }

  /** A request of its own that awaits its reply. */
  static final class Sent {
    final String id;
    final Kind kind;
    final String method;
    final String mark;
    final long at;

    /** The progress token; null for none. */
    String token;

    /** The URI, level, task id or cursor. */
    String about = "";

    boolean asksForTask;
    long lastActivity;

    /** What it knew of the list when it asked: which process's, and which version. */
    int knownUpstream;

    long knownVersion;

    /** Whether another step for the same URI was under way at any time. */
    boolean overlapped;

    Sent(String id, Kind kind, String method, String mark, long at) {
      this.id = id;
      this.kind = kind;
      this.method = method;
      this.mark = mark;
      this.at = at;
      this.lastActivity = at;
    }

    @Override
    public String toString() {
      return kind + " " + method + " " + mark + " under " + id;
    }
  }

  /**
   * A request it was sent and has not answered.
   *
   * @param label the server's name for it; null when it is mcpmux's own
   * @param token the progress token; null for none
   * @param task whether a task is asked for
   */
  record Asked(
      String id,
      String label,
      String method,
      String mark,
      int upstream,
      String token,
      boolean task) {}

  /** A task that was made for it. */
  static final class OwnTask {
    final String id;
    final int upstream;
    final String mark;
    final String token;
    boolean ended;

    OwnTask(String id, int upstream, String mark, String token) {
      this.id = id;
      this.upstream = upstream;
      this.mark = mark;
      this.token = token;
    }
  }

  final int number;
  final Attachable attached;
  final Profile profile;
  final String environment;
  final String projectRoot;
  final String name;
  final RootsHabit rootsHabit;

  final Map<String, Sent> inFlight = new LinkedHashMap<>();
  final Map<String, Asked> asked = new LinkedHashMap<>();
  final List<String> answeredIds = new ArrayList<>();
  final Set<String> usedIds = new HashSet<>();
  final Map<String, Subscribed> uris = new HashMap<>();
  final List<OwnTask> tasks = new ArrayList<>();
  final Set<String> hostedTasks = new HashSet<>();
  final Set<String> elicitations = new HashSet<>();
  final Set<String> promisedLists = new HashSet<>();

  /** Lists of whose change it is to be told. */
  final Set<String> owedLists = new HashSet<>();

  /** By list: the process and the version it last saw. */
  final Map<String, long[]> knownLists = new HashMap<>();

  /** Lists it takes for current, by list: the process and the version. */
  final Map<String, long[]> trusted = new HashMap<>();

  boolean asksToInitialize;
  boolean open;
  boolean initialized;
  boolean ended;
  boolean writable = true;

  /** Null as long as it has set none. */
  String level;

  /** Whether a level that was cancelled may have been set. */
  boolean levelUnknown;

  String roots;

  /** Its last right answers to mcpmux, the newest first. */
  final List<String> rootsTold = new ArrayList<>();

  /** A reply of this event that is broken: it may or may not count as an answer. */
  Asked brokenAnswer;

  private int marks;

  SimulatedClient(
      int number,
      Attachable attached,
      Profile profile,
      String environment,
      String projectRoot,
      Random random) {
    this.number = number;
    this.attached = attached;
    this.profile = profile;
    this.environment = environment;
    this.projectRoot = projectRoot;
    this.name = random.nextInt(3) == 0 ? "other" : "client";
    this.rootsHabit =
        switch (random.nextInt(12)) {
          case 0 -> RootsHabit.ERROR;
          case 1 -> RootsHabit.NEVER;
          default -> RootsHabit.RIGHT;
        };
    this.roots = anyRoots(random);
  }

  static String anyRoots(Random random) {
    return new String[] {"r", "r", "s", "t"}[random.nextInt(4)];
  }

  /** What stands in the lists of servers that it shares, see {@link SimulatedServer#sharedBy}. */
  String sharedBy() {
    return String.join(
        " ",
        attached.name(),
        environment,
        projectRoot,
        attached.common() ? "2025-11-25" : profile.version(),
        attached.tells(profile, "sampling") + "",
        attached.tells(profile, "elicitation") + "");
  }

  String nextMark() {
    return number + "-" + ++marks;
  }

  boolean awaits(String mark) {
    return inFlight.values().stream().anyMatch(sent -> mark.equals(sent.mark));
  }

  Subscribed subscribed(String uri) {
    return uris.getOrDefault(uri, Subscribed.NO);
  }

  /** Whether updates of this URI concern it, for one that is told of what it subscribes to only. */
  boolean mayBeToldOf(String uri) {
    return uris.entrySet().stream()
        .anyMatch(each -> each.getValue() != Subscribed.NO && covers(each.getKey(), uri));
  }

  boolean mustBeToldOf(String uri) {
    return uris.entrySet().stream()
        .anyMatch(each -> each.getValue() == Subscribed.YES && covers(each.getKey(), uri));
  }

  private static boolean covers(String subscribed, String uri) {
    String folder = subscribed.endsWith("/") ? subscribed : subscribed + "/";
    return uri.equals(subscribed) || uri.startsWith(folder);
  }

  /** Whether it can be given this request of a server, which it caused. */
  boolean canBeAsked(Ask ask) {
    if (ask.needs() == null
        || !initialized
        || asked.size() >= SmallLimits.ALL.maxServerRequestsPerSession()) {
      return false;
    }
    boolean told =
        switch (ask.method()) {
          case "sampling/createMessage" -> attached.tells(profile, "sampling");
          case "elicitation/create" ->
              attached.tells(profile, "elicitation")
                  && profile.version().compareTo("2025-06-18") >= 0;
          default -> true;
        };
    return told && (ask.needs().isEmpty() || profile.has(ask.needs()));
  }

  /** Whether its requests may wait for its roots. */
  boolean mayBeAskedForRoots() {
    return !initialized || asked.values().stream().anyMatch(question -> question.label() == null);
  }

  /** Whether it awaits what bears no mark, and is tied to its process by that. */
  boolean awaitsUnmarked() {
    return inFlight.values().stream()
        .anyMatch(sent -> sent.kind == Kind.SUBSCRIPTION || sent.kind == Kind.LIST);
  }

  boolean levelIsCertain() {
    return !levelUnknown && inFlight.values().stream().noneMatch(sent -> sent.kind == Kind.LEVEL);
  }

  boolean hasLiveTask(int upstream) {
    return tasks.stream().anyMatch(task -> task.upstream == upstream && !task.ended);
  }

  void checkClosed(CloseCause cause) {
    if (!inFlight.isEmpty() && !cause.reason().equals("output-limit")) {
      throw new AssertionError(
          "session %d was closed (%s) with requests unanswered: %s"
              .formatted(number, cause, inFlight.values()));
    }
  }

  @Override
  public String toString() {
    return "session " + number;
  }
}
