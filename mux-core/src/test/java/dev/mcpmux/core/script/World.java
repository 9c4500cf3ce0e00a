package dev.mcpmux.core.script;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.Mux;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.Target;
import dev.mcpmux.core.UpstreamExit;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.script.RecordingActions.Closed;
import dev.mcpmux.core.script.RecordingActions.Effect;
import dev.mcpmux.core.script.RecordingActions.Started;
import dev.mcpmux.core.script.RecordingActions.Stopped;
import dev.mcpmux.core.script.RecordingActions.ToSession;
import dev.mcpmux.core.script.RecordingActions.ToUpstream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Clients and servers that do at random what clients and servers do, and know what each of them
 * must see. Every request carries a mark that names its session; servers answer with the mark they
 * were asked with. After every event:
 *
 * <ul>
 *   <li>a session has received only replies and progress to what it has in flight, with its own
 *       mark, id and token;
 *   <li>an upstream has been given only ids that it never had before, and cancels only of what it
 *       has;
 *   <li>nothing was sent to a session or an upstream that is not there;
 *   <li>what an ended upstream had was answered; what an ended session had was cancelled.
 * </ul>
 */
public final class World {
  private static final int MAX_SESSIONS = 6;
  private static final String[] COMMANDS = {"one", "two"};

  private final Random random;
  private final RecordingActions actions = new RecordingActions();
  private final Mux mux;
  private final Map<Integer, SimulatedClient> clients = new LinkedHashMap<>();
  private final Map<Integer, SimulatedServer> servers = new LinkedHashMap<>();
  private int lastSession;
  private long now = 1_000_000_000L;
  private long replies;
  private String event = "";

  public World(long seed) {
    random = new Random(seed);
    Limits d = Limits.defaults();
    Limits limits =
        new Limits(
            d.maxFrameBytes(),
            8,
            10,
            6,
            d.maxParkedBytesPerSession(),
            1,
            d.sessionOutputHardBytes(),
            1,
            5_000,
            500,
            3_000,
            10_000,
            1,
            4,
            8,
            16,
            20_000,
            60_000,
            2_000,
            100);
    mux = new Mux(new MuxConfig(Map.of(), limits), actions, MuxListener.NONE);
    mux.onStateLoaded("traits", null, now);
  }

  /** How many results sessions have received from servers. */
  public long replies() {
    return replies;
  }

  public void step() {
    now += random.nextInt(50) * 1_000_000L;
    if (mux.nextDeadline() <= now) {
      event = "deadline";
      mux.onDeadline(now);
      check();
    }
    int kind = random.nextInt(100);
    if (kind < 8) {
      openSession();
    } else if (kind < 60) {
      any(clients).ifPresent(this::clientActs);
    } else {
      any(servers).ifPresent(this::serverActs);
    }
    check();
  }

  /** All sessions go; then nothing may be kept for them. */
  public void end() {
    for (SimulatedClient client : List.copyOf(clients.values())) {
      close(client);
      check();
    }
    if (actions.parkedFrames() != 0) {
      throw new AssertionError("frames are parked without any session: " + actions.parkedFrames());
    }
    mux.stop(new CloseCause("stopping", "the end"), now);
    check();
  }

  private void openSession() {
    if (clients.size() < MAX_SESSIONS) {
      int number = ++lastSession;
      event = "open " + number;
      clients.put(number, new SimulatedClient(number, random));
      Target target = new Target.AdHoc(List.of(COMMANDS[random.nextInt(COMMANDS.length)]));
      mux.onSessionOpen(number, new SessionHello(target, "/", Map.of()), now)
          .ifPresent(refusal -> fail("refused: " + refusal));
    }
  }

  private void clientActs(SimulatedClient client) {
    switch (random.nextInt(30)) {
      case 0 -> close(client);
      case 1 -> {
        event = "input of " + client.number() + " ends";
        client.inputEnds();
        mux.onSessionInputEnd(client.number(), now);
      }
      case 2, 3 -> {
        event = "writability of " + client.number();
        client.writable = !client.writable;
        mux.onSessionWritability(client.number(), client.writable, now);
      }
      default -> {
        String frame = client.nextFrame();
        if (frame != null) {
          event = client.number() + " > " + frame;
          deliver(frame, view -> mux.onSessionFrame(client.number(), Mux.MAIN_STREAM, view, now));
        }
      }
    }
  }

  private void close(SimulatedClient client) {
    event = "close " + client.number();
    clients.remove(client.number());
    servers.values().forEach(server -> server.sessionGoes(client.number()));
    mux.onSessionClose(client.number(), now);
  }

  private void serverActs(SimulatedServer server) {
    int kind = random.nextInt(60);
    if (!server.running) {
      event = "started u" + server.number();
      server.running = true;
      mux.onUpstreamStarted(server.number(), now);
    } else if (server.stopping || kind == 0) {
      exit(server);
    } else if (kind < 4) {
      event = "writability of u" + server.number();
      server.writable = !server.writable;
      mux.onUpstreamWritability(server.number(), server.writable, now);
    } else {
      String frame = server.nextFrame();
      if (frame != null) {
        event = "u" + server.number() + " > " + frame;
        deliver(frame, view -> mux.onUpstreamFrame(server.number(), view, now));
      }
    }
  }

  private void exit(SimulatedServer server) {
    event = "exit u" + server.number();
    servers.remove(server.number());
    mux.onUpstreamExit(server.number(), new UpstreamExit("exited with code 1", List.of()), now);
    check();
    for (SimulatedServer.Request lost : server.unanswered()) {
      SimulatedClient client = clients.get(lost.session());
      if (client != null && client.awaits(lost.mark())) {
        fail(
            "session "
                + lost.session()
                + " was not told that its request "
                + lost.mark()
                + " is lost");
      }
    }
  }

  private void deliver(String frame, java.util.function.Consumer<FrameView> to) {
    FrameView view = Frames.scan(frame);
    actions.current(view);
    to.accept(view);
    actions.current(null);
  }

  private void check() {
    for (Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof ToSession to) {
        SimulatedClient client = clients.get(to.session());
        if (client == null) {
          throw fail("sent to a session that is gone: " + to);
        }
        if (client.receive(to.frame())) {
          replies++;
        }
      } else if (effect instanceof ToUpstream to) {
        SimulatedServer server = servers.get(to.upstream());
        if (server == null || !server.running) {
          throw fail("sent to an upstream that does not run: " + to);
        }
        server.receive(to.frame());
      } else if (effect instanceof Started started) {
        servers.put(started.upstream(), new SimulatedServer(started.upstream(), random));
      } else if (effect instanceof Stopped stopped) {
        servers.get(stopped.upstream()).stopping = true;
      } else if (effect instanceof Closed closed) {
        SimulatedClient client = clients.remove(closed.session());
        servers.values().forEach(server -> server.sessionGoes(closed.session()));
        client.checkClosed(closed.cause());
      }
    }
    for (SimulatedServer server : servers.values()) {
      server.checkNothingOfGoneSessions();
    }
  }

  private AssertionError fail(String what) {
    throw new AssertionError("after " + event + ": " + what);
  }

  private <T> java.util.Optional<T> any(Map<Integer, T> from) {
    List<T> all = new ArrayList<>(from.values());
    return all.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(all.get(random.nextInt(all.size())));
  }
}
