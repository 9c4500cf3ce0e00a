package dev.mcpmux.core.world;

import dev.mcpmux.core.config.LogRouting;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.world.SimulatedServer.Ask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who may share a process with whom. */
final class SharingRules {
  private final World world;

  /** The sessions of each upstream, as of the last look. */
  private Map<Integer, List<SimulatedClient>> members = new HashMap<>();

  SharingRules(World world) {
    this.world = world;
  }

  /** Looks who is where. */
  void look(MuxStatus status) {
    members = new HashMap<>();
    for (MuxStatus.Session session : status.sessions()) {
      SimulatedClient client = world.client(session.number());
      if (client != null && session.upstream() != 0) {
        members.computeIfAbsent(session.upstream(), unused -> new ArrayList<>()).add(client);
      }
    }
  }

  /** Checks what must hold at any time. */
  void check(MuxStatus status) {
    for (MuxStatus.Session session : status.sessions()) {
      if (world.client(session.number()) == null) {
        throw new AssertionError("a session that is gone is still there: " + session);
      }
    }
    members.forEach(this::check);
  }

  private void check(int number, List<SimulatedClient> clients) {
    SimulatedServer server = world.server(number);
    SimulatedClient first = clients.get(0);
    for (SimulatedClient other : clients) {
      boolean alike =
          other.attached.equals(first.attached)
              && other.environment.equals(first.environment)
              && (first.attached.common() || looksLike(first, other))
              && (first.attached.scope() != Scope.PROJECT
                  || other.projectRoot.equals(first.projectRoot));
      require(alike, number, clients, "differ");
      require(
          clients.size() == 1 || !other.attached.dedicated(other.profile),
          number,
          clients,
          "need processes of their own");
      if (server != null) {
        checkLearned(server, clients, other);
      }
    }
    if (server != null && server.said.equals("isolated") && !server.kind.isDecided()) {
      require(server.known.size() <= 1, number, clients, "is isolated, and knows " + server.known);
    }
    if (server != null && server.toldVersion != null) {
      checkTold(server, first);
    }
  }

  private static boolean looksLike(SimulatedClient one, SimulatedClient other) {
    boolean named = one.attached.policy().clientIdentity();
    return one.profile.version().equals(other.profile.version())
        && (!named || one.name.equals(other.name))
        && List.of("roots", "sampling", "sampling.tools", "elicitation", "form", "url", "tasks")
            .stream()
            .allMatch(
                capability ->
                    one.attached.tells(one.profile, capability)
                        == other.attached.tells(other.profile, capability));
  }

  /**
   * A process that was started after its program's trait was known has no sessions that mind, save
   * for the time in which one of them is asked for its roots.
   */
  private void checkLearned(
      SimulatedServer server, List<SimulatedClient> clients, SimulatedClient client) {
    if (clients.stream().anyMatch(SimulatedClient::mayBeAskedForRoots)
        || maySay(server, server.kind, "shared")) {
      return;
    }
    for (Trait trait : new Trait[] {Trait.SAMPLING, Trait.ELICITATION}) {
      require(
          clients.size() == 1
              || !parts(client, trait)
              || server.startedAt <= world.learnedAt(client.attached.command(), trait),
          server.number,
          clients,
          "share though one asks for " + trait);
    }
  }

  /**
   * Whether a process says so; of one that has not been initialized, whether its sessions may think
   * so.
   */
  private boolean maySay(SimulatedServer server, Attachable kind, String word) {
    return server != null && server.initialized
        ? server.said.equals(word)
        : world.everShared.contains(kind.name());
  }

  private boolean parts(SimulatedClient client, Trait trait) {
    return client.attached.policy().serverRequests().isEmpty()
        && client.attached.tells(client.profile, trait.configName())
        && world.learnedAt(client.attached.command(), trait) != Long.MAX_VALUE;
  }

  /** A process was told exactly what its sessions declare. */
  private void checkTold(SimulatedServer server, SimulatedClient client) {
    String version = client.attached.common() ? "2025-11-25" : client.profile.version();
    require(
        server.toldVersion.equals(version),
        server.number,
        List.of(client),
        "was told " + server.toldVersion);
    for (String capability : new String[] {"roots", "sampling", "elicitation", "tasks"}) {
      require(
          server.toldCapabilities.contains(FrameText.quoted(capability))
              == client.attached.tells(client.profile, capability),
          server.number,
          List.of(client),
          "was told " + server.toldCapabilities);
    }
  }

  /** Nothing is under way: whoever was to go elsewhere has gone. */
  void checkQuiet() {
    members.forEach(
        (number, clients) -> {
          SimulatedServer server = world.server(number);
          for (SimulatedClient client : clients) {
            for (Trait trait : new Trait[] {Trait.SAMPLING, Trait.ELICITATION}) {
              require(
                  clients.size() == 1
                      || !parts(client, trait)
                      || maySay(server, client.attached, "shared"),
                  number,
                  clients,
                  "still share though one asks for " + trait);
            }
            require(
                clients.size() == 1
                    || server == null
                    || !server.said.equals("isolated")
                    || client.attached.isDecided(),
                number,
                clients,
                "still share though the server says isolated");
            require(
                clients.size() == 1 || !rootsMatter(client) || sameRoots(clients),
                number,
                clients,
                "still share though their roots differ");
          }
        });
  }

  private boolean rootsMatter(SimulatedClient client) {
    RootsPolicy policy = client.attached.policy().roots();
    return client.attached.tells(client.profile, "roots")
        && client.initialized
        && (policy instanceof RootsPolicy.Session
            || policy instanceof RootsPolicy.Auto
                && world.learnedAt(client.attached.command(), Trait.ROOTS) != Long.MAX_VALUE);
  }

  private static boolean sameRoots(List<SimulatedClient> clients) {
    return clients.stream()
        .allMatch(
            client ->
                !client.rootsTold.isEmpty()
                    && client.rootsTold.get(0).equals(client.roots)
                    && client.roots.equals(clients.get(0).roots));
  }

  /**
   * A process that was told roots is given work of a session: they are the session's own. One that
   * still has something there goes on with those it had before, however often they have changed.
   */
  void checkRootsOfWork(SimulatedClient client, SimulatedServer server) {
    boolean nobodyElse = server.known.stream().allMatch(known -> known == client.number);
    boolean before =
        (server.isBusyWith(client.number) || client.awaitsUnmarked())
            && client.rootsTold.contains(server.roots);
    boolean told = server.rootsStale && sessionsOf(server) == 1;
    if (!nobodyElse && !before && !told && !server.roots.equals(client.roots)) {
      throw new AssertionError(
          "%s has the roots %s and works on %s, which has those of %s: %s"
              .formatted(client, client.roots, server, server.known, server.roots));
    }
  }

  /** Whether the log message of another's work may be taken for this session's. */
  boolean mayGetLogOfOthers(SimulatedClient client, SimulatedServer server, String message) {
    if (server.kind.policy().logRouting() == LogRouting.BROADCAST) {
      return true;
    }
    return !message.contains("related-task")
        && server.requests.values().stream()
            .allMatch(held -> held.mark() == null || held.session() == client.number)
        && server.requests.values().stream()
            .anyMatch(held -> held.mark() == null || held.session() == client.number);
  }

  /**
   * The session that must be given this request: it has the process for itself, nobody else has
   * ever given it work, and it declared what is asked for. Null when there is none.
   */
  SimulatedClient certainCause(SimulatedServer server, Ask ask) {
    List<SimulatedClient> here = membersOf(server);
    boolean certain =
        here.size() == 1
            && here.get(0).number == Json.session(ask.mark())
            && server.known.stream().allMatch(known -> known == here.get(0).number)
            && !server.kind.is(ServerRequestPolicy.SERIALIZED)
            && server.taskCount < SmallLimits.ALL.maxTasksPerUpstream();
    return certain && here.get(0).canBeAsked(ask) ? here.get(0) : null;
  }

  boolean isAlone(SimulatedClient client) {
    return members.values().stream()
        .noneMatch(clients -> clients.contains(client) && clients.size() > 1);
  }

  int sessionsOf(SimulatedServer server) {
    return membersOf(server).size();
  }

  List<SimulatedClient> membersOf(SimulatedServer server) {
    return members.getOrDefault(server.number, List.of());
  }

  private static void require(
      boolean holds, int upstream, List<SimulatedClient> clients, String what) {
    if (!holds) {
      StringBuilder text = new StringBuilder("u" + upstream + ": ");
      for (SimulatedClient client : clients) {
        text.append(client).append(' ').append(client.attached).append(client.profile);
        text.append(client.environment).append(' ').append(client.roots).append("; ");
      }
      throw new AssertionError(text + what);
    }
  }
}
