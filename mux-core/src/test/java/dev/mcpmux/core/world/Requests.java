package dev.mcpmux.core.world;

import dev.mcpmux.core.world.SimulatedClient.Asked;
import dev.mcpmux.core.world.SimulatedServer.Ask;
import dev.mcpmux.core.world.SimulatedServer.Held;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What must be true of the requests that are open in both directions. */
final class Requests {
  private final World world;

  Requests(World world) {
    this.world = world;
  }

  /**
   * What a server asked and has no answer to is with the session that it was passed to, or waits
   * for roots; what a session was asked is still wanted.
   */
  void checkServerRequests() {
    Set<String> atSessions = new HashSet<>();
    for (SimulatedClient client : world.clients()) {
      for (Asked asked : client.asked.values()) {
        if (asked.label() != null) {
          SimulatedServer server = world.server(asked.upstream());
          require(
              server != null && server.isOpen(asked.label()),
              client + " is not told that nobody wants an answer to " + asked);
          atSessions.add(asked.label());
        }
      }
    }
    for (SimulatedServer server : world.servers()) {
      for (Ask ask : server.openAsks()) {
        boolean waits =
            ask.method().equals("roots/list")
                && world.rules().membersOf(server).stream()
                    .anyMatch(SimulatedClient::mayBeAskedForRoots);
        require(atSessions.contains(ask.label()) || waits, server + " has no answer to " + ask);
      }
    }
  }

  /** A broken answer counts when the server, or mcpmux, does not wait for another. */
  void settleBrokenAnswer(SimulatedClient client) {
    Asked broken = client.brokenAnswer;
    client.brokenAnswer = null;
    if (broken != null) {
      client.asked.remove(broken.id());
      client.answeredIds.add(broken.id());
    }
  }

  /** The time of every request was looked at: none is there that should have been given up. */
  void checkNoneIsOverdue() {
    for (SimulatedServer server : world.servers()) {
      for (Held held : server.unanswered()) {
        long idle = world.now() - server.activity.getOrDefault(held.id(), held.at());
        boolean over =
            idle > nanos(SmallLimits.ALL.requestTimeoutMillis())
                || world.now() - held.at() > nanos(SmallLimits.ALL.maxRequestMillis());
        require(
            !over || held.method().equals("tasks/result") || server.stopping,
            server + " still has " + held + " after " + idle + " ns");
      }
    }
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Whoever is surely subscribed to what has changed was told, if he can be. */
  void checkUpdateHasReached(SimulatedServer server, String frame, Set<SimulatedClient> told) {
    if (!frame.startsWith("{") || !frame.contains("notifications/resources/updated")) {
      return;
    }
    String uri = frame.replaceFirst(".*\"uri\":\"([^\"]*)\".*", "$1");
    List<SimulatedClient> members = world.rules().membersOf(server);
    for (SimulatedClient client : members) {
      require(
          !client.mustBeToldOf(uri)
              || !client.initialized
              || !client.writable
              || told.contains(client),
          client + " was not told that " + uri + " has changed");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
