package dev.mcpmux.core.view;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.Unsettled;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.meter.MeterSums;
import dev.mcpmux.core.meter.UsageSums;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.RequestPairs;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Clients of all servers, and servers, that do at random what such do. All clients use the same few
 * ids and tokens, all servers the same names and URIs, so that whatever is mixed up is seen.
 */
final class AllServersWorld {
  private static final int MAX_CLIENTS = 5;
  private static final int HISTORY = Integer.getInteger("mcpmux.random.history", 80);
  private static final int MAX_ARGUMENTS = 10_000;
  private static final int ROUNDS = 80;

  /** A server that failed is not tried again before it. */
  private static final long LONGEST_WAIT_MILLIS = 320_000;

  final Random random;
  final ViewRules rules;
  private final Mux mux;
  private final RecordingActions actions = new RecordingActions();
  private final Map<Integer, AllServersClient> clients = new LinkedHashMap<>();
  private final Map<Integer, EchoingServer> servers = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Deque<String> history = new ArrayDeque<>();
  private final Meter meter = new Meter(new RequestPairs(MuxListener.NONE), () -> 0);
  private final UsageSums usage = new UsageSums(meter);

  /** The arguments of the last calls, by their marks. */
  private final Map<String, String> arguments =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_ARGUMENTS;
        }
      };

  private boolean resting;
  private int lastClient;
  private long now = TimeUnit.HOURS.toNanos(1);
  private long checked;

  AllServersWorld(long seed) {
    random = new Random(seed);
    Limits defaults = Limits.defaults();
    rules = new ViewRules(random, random.nextBoolean() ? defaults : defaults.withoutCatalog());
    mux = new Mux(rules.config(), actions, usage.usage());
    mux.onStateLoaded("traits", null, now);
  }

  private void reconfigure() {
    rules.next(random);
    note("config " + rules);
    servers.values().forEach(EchoingServer::reconfigured);
    mux.reconfigure(rules.config(), now);
  }

  /** Its arguments must come as they are. */
  void sent(String mark, String written) {
    arguments.put(mark, written);
  }

  String written(String mark) {
    return arguments.get(mark);
  }

  /** Null when it has gone. */
  AllServersClient client(int number) {
    return clients.get(number);
  }

  Collection<AllServersClient> clients() {
    return clients.values();
  }

  long checked() {
    return checked;
  }

  void check(boolean holds, String what) {
    checked++;
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Something has happened without which a run would show nothing. */
  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  Map<String, Integer> counts() {
    return counts;
  }

  String history() {
    return String.join("\n", history);
  }

  private void note(String what) {
    history.add(what);
    if (history.size() > HISTORY) {
      history.remove();
    }
  }

  void step() {
    int what = random.nextInt(100);
    if (clients.size() < 2 || what == 0 && clients.size() < MAX_CLIENTS) {
      open();
    } else if (what == 1) {
      AllServersClient client = any(clients);
      note("close " + client.number);
      clients.remove(client.number);
      mux.onSessionClose(client.number, now);
    } else if (what == 2) {
      AllServersClient client = any(clients);
      note("end " + client.number);
      client.ended = true;
      mux.onSessionInputEnd(client.number, now);
    } else if (what == 3 && !servers.isEmpty()) {
      exit(any(servers));
    } else if (what < 8) {
      pass(random.nextInt(what == 4 ? 12_000 : 300));
    } else if (what < 10) {
      AllServersClient client = any(clients);
      client.full = !client.full;
      note((client.full ? "full " : "drained ") + client.number);
      mux.onSessionWritability(client.number, !client.full, now);
    } else if (what == 10 && random.nextInt(3) == 0) {
      reconfigure();
    } else if (what < 45) {
      AllServersClient client = any(clients);
      if (!client.ended) {
        client.speak();
      }
    } else if (!servers.isEmpty()) {
      any(servers).speak();
    }
    settle();
  }

  private void open() {
    boolean finds = random.nextInt(2) == 0;
    List<String> only = random.nextInt(4) == 0 ? ViewRules.SERVERS.subList(0, 2) : List.of();
    boolean few = random.nextInt(4) == 0;
    String project = random.nextBoolean() ? "/p" : "/q";
    AllServersClient client =
        new AllServersClient(this, new ViewRules.Viewer(++lastClient, only, few, finds, project));
    Target.All target = new Target.All(only, finds, few ? ViewRules.FEW : "");
    Optional<CloseCause> refused =
        mux.onSessionOpen(client.number, new SessionHello(target, project, Map.of()), now);
    check(refused.isEmpty(), "refused: " + refused);
    clients.put(client.number, client);
    note("open " + client.number + " " + target);
    client.initialize();
  }

  private void exit(EchoingServer server) {
    note("exit u" + server.number);
    servers.remove(server.number);
    mux.onUpstreamExit(server.number, new UpstreamExit("died", List.of()), now);
  }

  private <T> T any(Map<Integer, T> map) {
    return new ArrayList<>(map.values()).get(random.nextInt(map.size()));
  }

  void fromClient(int number, String frame) {
    note("c" + number + " > " + frame);
    FrameView view = Frames.scan(frame);
    mux.onSessionFrame(number, Mux.MAIN_STREAM, view, now);
  }

  void fromServer(int number, String frame) {
    note("u" + number + " > " + frame);
    FrameView view = Frames.scan(frame);
    mux.onUpstreamFrame(number, view, now);
  }

  private void pass(long millis) {
    note("wait " + millis);
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (mux.nextDeadline() <= end) {
      now = Math.max(now, mux.nextDeadline());
      mux.onDeadline(now);
      settle();
    }
    now = end;
  }

  /** Takes all effects, and those of what they cause. */
  private void settle() {
    Unsettled.check(mux);
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        note("    c" + to.session() + " < " + to.frame());
        AllServersClient client = clients.get(to.session());
        check(client != null, "sent to a session that is not there");
        client.take(Frames.scan(to.frame()), to.frame());
      } else if (effect instanceof RecordingActions.ToUpstream to) {
        note("    u" + to.upstream() + " < " + to.frame());
        EchoingServer server = servers.get(to.upstream());
        check(server != null, "sent to a process that is not there");
        server.take(Frames.scan(to.frame()), to.frame());
      } else if (effect instanceof RecordingActions.Started started) {
        note("    start u" + started.upstream() + " " + started.server());
        start(started);
      } else if (effect instanceof RecordingActions.Stopped stopped) {
        EchoingServer server = servers.get(stopped.upstream());
        if (server != null) {
          exit(server);
        }
      } else if (effect instanceof RecordingActions.Closed closed) {
        AllServersClient client = clients.remove(closed.session());
        note("    closed c" + closed.session() + " " + closed.cause());
        check(client != null && client.ended, "closed without reason");
        check(client.owedNothing(), "closed with something unanswered: " + client.inFlight());
      } else if (effect instanceof RecordingActions.LoadedCatalog load) {
        mux.onCatalogLoaded(load.key(), null, 0, "", now);
      }
    }
  }

  private void start(RecordingActions.Started started) {
    servers.put(started.upstream(), new EchoingServer(this, started.upstream(), started.server()));
    if (!resting && random.nextInt(8) == 0) {
      exit(servers.get(started.upstream()));
    } else {
      mux.onUpstreamStarted(started.upstream(), now);
    }
  }

  /** Everybody answers; then nobody may wait for anything. */
  void rest() {
    resting = true;
    for (AllServersClient client : clients.values()) {
      client.full = false;
      mux.onSessionWritability(client.number, true, now);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (EchoingServer server : List.copyOf(servers.values())) {
        while (servers.containsKey(server.number) && server.answerOne(true)) {
          settle();
        }
      }
      for (AllServersClient client : List.copyOf(clients.values())) {
        client.answerAll();
        settle();
      }
      pass(LONGEST_WAIT_MILLIS / ROUNDS);
    }
    for (AllServersClient client : clients.values()) {
      check(client.owedNothing(), "never answered: " + client.number + " " + client.inFlight());
    }
    for (EchoingServer server : servers.values()) {
      check(server.asked.isEmpty(), "never answered: u" + server.number + " " + server.asked);
    }
    check(actions.parkedFrames() == 0, "frames are parked");
    List.copyOf(clients.values()).forEach(this::checkSubscriptions);
    MeterSums.check(meter, mux.status(now));
    usage.check();
  }

  /** Whoever has subscribed to anything is told of it by the process that is there now. */
  private void checkSubscriptions(AllServersClient client) {
    client.subscribedFor.forEach(
        (uri, name) -> {
          if (rules.maySee(client.viewer, name) && !client.ended) {
            List<EchoingServer> all =
                servers.values().stream().filter(server -> server.name.equals(name)).toList();
            check(!all.isEmpty(), client.number + " has subscribed to " + uri + " of nobody");
            client.told.clear();
            String own = own(uri);
            all.forEach(server -> server.tellOf(own));
            settle();
            boolean refused = all.stream().anyMatch(server -> server.refused.contains(own));
            check(
                refused || client.told.contains(uri),
                "c" + client.number + " has subscribed to " + uri + " and is not told of it");
          }
        });
  }

  /** A URI as its server knows it. */
  private static String own(String uri) {
    return uri.replaceFirst("^mcpmux://[^/]*/", "");
  }
}
