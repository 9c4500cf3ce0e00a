package dev.mcpmux.core.world;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.Unsettled;
import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.meter.MeterSums;
import dev.mcpmux.core.meter.UsageSums;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.RequestPairs;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.RecordingActions.Closed;
import dev.mcpmux.core.script.RecordingActions.Effect;
import dev.mcpmux.core.script.RecordingActions.LoadedCatalog;
import dev.mcpmux.core.script.RecordingActions.LookedAt;
import dev.mcpmux.core.script.RecordingActions.Saved;
import dev.mcpmux.core.script.RecordingActions.SavedCatalog;
import dev.mcpmux.core.script.RecordingActions.Started;
import dev.mcpmux.core.script.RecordingActions.Stopped;
import dev.mcpmux.core.script.RecordingActions.ToSession;
import dev.mcpmux.core.script.RecordingActions.ToUpstream;
import dev.mcpmux.core.world.SimulatedClient.OwnTask;
import dev.mcpmux.core.world.SimulatedServer.Held;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Clients and servers that do at random what clients and servers do, and know what each of them
 * must see. A session's work carries a mark that names the session, and everything a server sends
 * because of that work carries the mark. After every event:
 *
 * <ul>
 *   <li>a session has received only replies to what it has in flight, one to each, and only what
 *       bears its own mark; of logs what its level admits, of resources what it subscribed to, of
 *       lists what it was promised;
 *   <li>a server's request has reached the session that caused it, if that declared it, under an id
 *       that the session never saw, or was refused; the server got one answer, from that session;
 *   <li>an upstream has been given only ids that it never had before, cancels only of what it has,
 *       tasks only to their owners, and no work from a session with other roots than it was told;
 *   <li>sessions of one process have declared the same, which is what the process was told;
 *   <li>nothing was sent to a session or an upstream that is not there;
 *   <li>what an ended upstream had was answered; what an ended session had was cancelled.
 * </ul>
 *
 * From time to time everybody comes to rest, and {@link QuietRules} are checked.
 */
public final class World {
  private static final int EVENTS_BETWEEN_RESTS = 1_500;

  private final Random random;
  private final boolean withCatalog;

  private final Map<Integer, SimulatedClient> clients = new LinkedHashMap<>();
  private final Map<Integer, SimulatedServer> servers = new LinkedHashMap<>();
  private final Learned learned = new Learned();
  private final SharingRules rules = new SharingRules(this);
  private final Requests requests = new Requests(this);
  private final Chance chance;
  private final ClientSpeech clientSpeech;
  private final ServerSpeech serverSpeech;
  private final History history = new History();

  private RecordingActions actions;
  private Mux mux;
  private Meter meter;
  private UsageSums usage;
  private final Map<String, Integer> configChanges = new LinkedHashMap<>();
  private final Set<String> disabled = new HashSet<>();
  private boolean stateLoaded;
  private byte[] saved;
  private final Map<String, byte[]> catalog = new HashMap<>();

  /** What servers have said of their sharing the last time, by their name. */
  final Map<String, String> said = new HashMap<>();

  /** Servers of which a process has ever said that they may be shared. */
  final Set<String> everShared = new HashSet<>();

  private final Deque<String> catalogLoads = new ArrayDeque<>();

  /** The upstreams that the core wants looked at. */
  private final Deque<Integer> looks = new ArrayDeque<>();

  private final MuxListener hangs =
      new MuxListener() {
        @Override
        public void upstreamHung(int upstream, String server, String message) {
          hangs(servers.get(upstream));
        }
      };

  private SimulatedServer speaking;
  private final Set<SimulatedClient> toldOfUpdate = new HashSet<>();
  private boolean quieting;
  private long now = 1_000_000_000L;
  private long lastEffectAt;
  private long steps;
  private int serverLabels;
  private String program = "1";
  private long replies;

  public World(long seed) {
    random = new Random(seed);
    withCatalog = random.nextInt(3) != 0;
    clientSpeech = new ClientSpeech(this, random);
    serverSpeech = new ServerSpeech(this, random);
    chance = new Chance(this, random, clientSpeech, serverSpeech);
    startMux();
  }

  private void startMux() {
    actions = new RecordingActions();
    meter = new Meter(new RequestPairs(hangs), () -> now);
    usage = new UsageSums(meter);
    mux = new Mux(config(), actions, usage.usage());
    mux.jitter(random::nextDouble);
    looks.clear();
    stateLoaded = false;
  }

  /** The one in force: of each server how often it was changed, and what is disabled. */
  private MuxConfig config() {
    Map<String, ServerConfig> configs = new LinkedHashMap<>();
    for (Attachable each : chance.attachables()) {
      if (each.target() instanceof Target.Named) {
        int change = configChanges.getOrDefault(each.name(), 0);
        configs.put(each.name(), each.config(Map.of("CHANGE", "" + change)));
      }
    }
    Limits limits = withCatalog ? SmallLimits.ALL : SmallLimits.ALL.withoutCatalog();
    return new MuxConfig(configs, limits, MuxConfig.Rules.none(), disabled, Aggregate.defaults());
  }

  /** Somebody wants all processes of a server replaced. */
  void replace(Attachable server) {
    history.event("replace " + server.name());
    mux.restart(server.name(), now);
    check();
  }

  /** A server of the config is changed, or disabled, or enabled. */
  void reconfigure(Attachable server, boolean isSwitch) {
    if (server.target() instanceof Target.Named) {
      if (isSwitch && !disabled.remove(server.name())) {
        disabled.add(server.name());
      } else if (!isSwitch) {
        configChanges.merge(server.name(), 1, Integer::sum);
      }
      history.event("reconfigure " + configChanges + ", disabled: " + disabled);
      mux.reconfigure(config(), now);
      check();
    }
  }

  /** Whether the config in force says that the server is not to run. */
  boolean isDisabled(Attachable server) {
    return disabled.contains(server.name());
  }

  /** Whether a process of this server has had all the time there is to finish what it has. */
  boolean hasDrained(Attachable server) {
    return servers.values().stream().anyMatch(each -> each.kind == server && each.hasDrained(now));
  }

  long now() {
    return now;
  }

  /** Null when it is gone. */
  SimulatedClient client(int number) {
    return clients.get(number);
  }

  /** Null when it is gone, or was never started. */
  SimulatedServer server(int number) {
    return servers.get(number);
  }

  /** Those of now. */
  List<SimulatedClient> clients() {
    return List.copyOf(clients.values());
  }

  /** Those of now. */
  List<SimulatedServer> servers() {
    return List.copyOf(servers.values());
  }

  SharingRules rules() {
    return rules;
  }

  /** The server whose frame is the event. */
  SimulatedServer speaking() {
    return speaking;
  }

  long lastEffectAt() {
    return lastEffectAt;
  }

  boolean isQuieting() {
    return quieting;
  }

  int parkedFrames() {
    return actions.parkedFrames();
  }

  /** {@link Long#MAX_VALUE} when it was not. */
  long learnedAt(String command, Trait trait) {
    return learned.at(command, trait);
  }

  /** Whether this task cannot be forgotten: its process lives, and has never made too many. */
  boolean mustKnow(OwnTask task) {
    SimulatedServer server = servers.get(task.upstream);
    return server != null
        && !server.stopping
        && server.taskCount <= SmallLimits.ALL.maxTasksPerUpstream();
  }

  List<OwnTask> allTasks() {
    return clients.values().stream().flatMap(client -> client.tasks.stream()).toList();
  }

  void toldOfUpdate(SimulatedClient client) {
    toldOfUpdate.add(client);
  }

  /** A server is about to tell that a list has changed. */
  void listHasChanged(SimulatedServer server, String list) {
    for (SimulatedClient client : rules.membersOf(server)) {
      if (client.promisedLists.contains(list)) {
        client.owedLists.add(list);
      }
    }
  }

  /** How many results sessions have received from servers. */
  public long replies() {
    return replies;
  }

  /** What happened last, the newest at the end. */
  public String history() {
    return history.toString();
  }

  public void step() {
    chance.step();
    if (++steps % EVENTS_BETWEEN_RESTS == 0) {
      rest();
      if (random.nextInt(6) == 0) {
        restart();
      }
    }
  }

  private void rest() {
    quieting = true;
    new Rest(this, clientSpeech, serverSpeech).begin();
    rules.checkQuiet();
    new QuietRules(this).check();
    MeterSums.check(meter, mux.status(now));
    quieting = false;
  }

  /** What was saved of traits comes in, unless it has already. */
  void loadState() {
    if (!stateLoaded) {
      history.event("state is loaded");
      stateLoaded = true;
      mux.onStateLoaded("traits", saved, now);
      check();
    }
  }

  /** The driver says what it has read of the catalog; returns whether it was asked. */
  boolean loadCatalog() {
    String key = catalogLoads.poll();
    if (key == null) {
      return false;
    }
    history.event("catalog is loaded");
    if (random.nextInt(200) == 0) {
      program += "1";
    }
    byte[] bytes = random.nextInt(20) == 0 ? new byte[] {1, 2} : catalog.get(key);
    long age = random.nextInt(50) == 0 ? 1L << 40 : random.nextInt(1000);
    mux.onCatalogLoaded(key, bytes, age, random.nextInt(50) == 0 ? "" : program, now);
    check();
    return true;
  }

  /** The driver says what it has seen of a process; returns whether it was asked. */
  boolean look() {
    Integer number = looks.poll();
    if (number == null) {
      return false;
    }
    SimulatedServer server = servers.get(number);
    if (server != null) {
      boolean works = !server.frozen && random.nextInt(3) == 0;
      if (works) {
        server.aliveAt = now;
        server.cpuMillis += random.nextBoolean() ? 1_000 : 0;
        server.stderrBytes++;
      }
      history.event(server + (works ? " is seen to work" : " is looked at"));
      mux.onUpstreamSeen(number, server.cpuMillis, server.stderrBytes, now);
      check();
    }
    return true;
  }

  private void hangs(SimulatedServer server) {
    history.effect(server + " hangs");
    server.hung = true;
    long silence = now - server.aliveAt;
    if (silence < SmallLimits.HANG_TIMEOUT_MILLIS * 1_000_000L) {
      fail(server + " hangs after a silence of " + silence + " ns");
    }
    if (clients.values().stream().allMatch(client -> client.inFlight.isEmpty())) {
      fail(server + " hangs though nobody waits for anything");
    }
  }

  long nextDeadline() {
    return mux.nextDeadline();
  }

  void pass(long millis) {
    now += millis * 1_000_000L;
    if (mux.nextDeadline() <= now) {
      history.event("deadline");
      mux.onDeadline(now);
      check();
      requests.checkNoneIsOverdue();
    }
  }

  /** The whole multiplexer ends and starts again, with nothing but what it has saved. */
  private void restart() {
    end();
    clients.clear();
    servers.clear();
    startMux();
  }

  /** All sessions go; then nothing may be kept for them. */
  public void end() {
    boolean politely = random.nextBoolean();
    for (SimulatedClient client : List.copyOf(clients.values())) {
      if (politely) {
        close(client);
      }
    }
    history.event("stop");
    mux.stop(new CloseCause("stopping", "the end"), now);
    check();
    while (loadCatalog()) {
      // nobody waits for it any more
    }
    MeterSums.check(meter, mux.status(now));
    MeterSums.checkEnd(meter);
    usage.checkEnd();
    if (!clients.isEmpty()) {
      fail("sessions outlive the end: " + clients.values());
    }
    for (SimulatedServer server : List.copyOf(servers.values())) {
      if (!server.stopping) {
        fail(server + " was not told to end");
      }
      exit(server);
    }
    for (int i = 0; i < 100 && mux.nextDeadline() != Long.MAX_VALUE; i++) {
      pass(60_000);
    }
    MuxStatus status = mux.status(now);
    boolean left =
        actions.parkedFrames() != 0
            || mux.nextDeadline() != Long.MAX_VALUE
            || !status.sessions().isEmpty()
            || status.servers().stream().anyMatch(server -> !server.upstreams().isEmpty());
    if (left) {
      fail("left at the end: " + status + ", parked: " + actions.parkedFrames());
    }
  }

  void open(SimulatedClient client) {
    history.event("open %d %s %s".formatted(client.number, client.attached.name(), client.profile));
    clients.put(client.number, client);
    SessionHello hello =
        new SessionHello(
            client.attached.target(), client.projectRoot, Map.of("LC_TEST", client.environment));
    Optional<CloseCause> refusal = mux.onSessionOpen(client.number, hello, now);
    if (refusal.isPresent()) {
      clients.remove(client.number);
      if (!disabled.contains(client.attached.name())) {
        fail("refused: " + refusal);
      }
    }
    check();
  }

  void endInput(SimulatedClient client) {
    history.event("input of " + client.number + " ends");
    client.ended = true;
    mux.onSessionInputEnd(client.number, now);
    check();
  }

  void exceedOutput(SimulatedClient client) {
    history.event("output of " + client.number + " is over its limit");
    mux.onSessionOutputExceeded(client.number, 1L << 40, now);
    check();
  }

  void setWritable(SimulatedClient client, boolean writable) {
    history.event("writability of " + client.number + " is " + writable);
    client.writable = writable;
    mux.onSessionWritability(client.number, writable, now);
    check();
  }

  void say(SimulatedClient client, String frame) {
    history.event(client.number + " > " + frame);
    deliver(frame, view -> mux.onSessionFrame(client.number, Mux.MAIN_STREAM, view, now));
    requests.settleBrokenAnswer(client);
    check();
  }

  void close(SimulatedClient client) {
    history.event("close " + client.number);
    forget(client.number);
    mux.onSessionClose(client.number, now);
    check();
  }

  private void forget(int session) {
    clients.remove(session);
    servers.values().forEach(server -> server.goneSessions.add(session));
  }

  void runs(SimulatedServer server) {
    history.event("started " + server);
    server.running = true;
    mux.onUpstreamStarted(server.number, now);
    check();
  }

  void setWritable(SimulatedServer server, boolean writable) {
    history.event("writability of " + server + " is " + writable);
    server.writable = writable;
    server.asksWhileFull = 0;
    mux.onUpstreamWritability(server.number, writable, now);
    check();
  }

  void say(SimulatedServer server, String frame) {
    history.event(server + " > " + frame);
    server.aliveAt = now;
    speaking = server;
    long request = server.requestOf(frame);
    deliver(frame, view -> mux.onUpstreamFrame(server.number, request, view, now));
    check();
    requests.checkUpdateHasReached(server, frame, toldOfUpdate);
    toldOfUpdate.clear();
    speaking = null;
  }

  void exit(SimulatedServer server) {
    history.event("exit " + server);
    servers.remove(server.number);
    mux.onUpstreamExit(server.number, new UpstreamExit("exited with code 1", List.of()), now);
    check();
    for (Held lost : server.unanswered()) {
      SimulatedClient client = clients.get(lost.session());
      if (client != null && client.awaits(lost.mark())) {
        fail(client + " was not told that its request " + lost.mark() + " is lost");
      }
    }
  }

  private void deliver(String frame, Consumer<FrameView> to) {
    FrameView view = Frames.scan(frame);
    to.accept(view);
  }

  private void check() {
    Unsettled.check(mux);
    MuxStatus status = mux.status(now);
    rules.look(status);
    for (MuxStatus.Server server : status.servers()) {
      for (MuxStatus.Upstream upstream : server.upstreams()) {
        if (upstream.state().equals("draining")) {
          servers.get(upstream.number()).drains(now);
        }
      }
    }
    for (Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      apply(effect);
    }
    for (SimulatedServer server : servers.values()) {
      server.checkNothingOfGoneSessions();
    }
    rules.check(status);
    requests.checkServerRequests();
  }

  private void apply(Effect effect) {
    lastEffectAt = now;
    if (effect instanceof ToSession to) {
      history.effect(to.session() + " < " + to.frame());
      SimulatedClient client = clients.get(to.session());
      if (client == null) {
        throw fail("sent to a session that is gone: " + to);
      }
      if (new ClientReads(this, client, to.frame()).read()) {
        replies++;
      }
    } else if (effect instanceof ToUpstream to) {
      history.effect("u" + to.upstream() + " < " + to.frame());
      SimulatedServer server = servers.get(to.upstream());
      if (server == null) {
        throw fail("sent to an upstream that is gone: " + to);
      }
      new ServerReads(this, server, to.frame()).read();
    } else if (effect instanceof Started started) {
      history.effect("start u" + started.upstream());
      Attachable kind =
          chance.attachables().stream()
              .filter(each -> each.name().equals(started.server()))
              .findFirst()
              .orElseThrow();
      servers.put(
          started.upstream(),
          new SimulatedServer(started.upstream(), ++serverLabels, kind, started.launch(), now));
    } else if (effect instanceof Stopped stopped) {
      history.effect("stop u" + stopped.upstream());
      servers.get(stopped.upstream()).stop(clients.keySet(), now);
    } else if (effect instanceof Closed closed) {
      history.effect("closed " + closed.session() + " " + closed.cause());
      clients.get(closed.session()).checkClosed(closed.cause());
      forget(closed.session());
    } else if (effect instanceof LookedAt look) {
      looks.add(look.upstream());
    } else if (effect instanceof LoadedCatalog load) {
      catalogLoads.add(load.key());
    } else if (effect instanceof SavedCatalog save) {
      catalog.put(save.key(), save.bytes());
    } else if (effect instanceof Saved state) {
      saved = state.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      learned.note(state.text(), now);
    }
  }

  AssertionError fail(String what) {
    throw new AssertionError("after " + history.event() + ": " + what);
  }
}
