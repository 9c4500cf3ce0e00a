package dev.mcpmux.core.world;

import dev.mcpmux.core.world.SimulatedClient.Subscribed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must be true when everybody has answered everything and all timers have run. */
final class QuietRules {
  private final World world;

  QuietRules(World world) {
    this.world = world;
  }

  void check() {
    require(world.parkedFrames() == 0, "frames are still parked: " + world.parkedFrames());
    for (SimulatedClient client : world.clients()) {
      require(client.inFlight.isEmpty(), client + " still waits for " + client.inFlight.values());
      require(!client.ended, client + " is still there after the end of its input");
      require(
          client.owedLists.isEmpty() || !client.initialized,
          client + " was not told of changed lists: " + client.owedLists);
      checkSubscriber(client);
    }
    for (SimulatedServer server : world.servers()) {
      checkLists(server);
      checkSubscriptions(server);
      checkLevel(server);
    }
  }

  /** Who was promised to be told takes no list for current that this process does not have. */
  private void checkLists(SimulatedServer server) {
    for (SimulatedClient client : world.rules().membersOf(server)) {
      client.trusted.forEach(
          (list, known) ->
              require(
                  !server.initialized
                      || server.stopping
                      || !client.initialized
                      || !client.promisedLists.contains(list)
                      || known[0] == server.label,
                  client + " was not told that " + server + " has other " + list));
    }
  }

  /** Who has subscribed to anything has a process that tells of it, whatever became of others. */
  private void checkSubscriber(SimulatedClient client) {
    boolean subscribed = client.uris.containsValue(Subscribed.YES);
    boolean served =
        world.servers().stream()
            .anyMatch(
                server ->
                    server.initialized
                        && !server.stopping
                        && world.rules().membersOf(server).contains(client));
    require(
        !subscribed || served || !client.initialized || world.isDisabled(client.attached),
        client + " has subscribed to " + client.uris + " and has no process");
  }

  /** A process knows of exactly what its sessions hold, less what it refused itself. */
  private void checkSubscriptions(SimulatedServer server) {
    Set<String> surely = new HashSet<>();
    Set<String> perhaps = new HashSet<>();
    for (SimulatedClient client : world.rules().membersOf(server)) {
      client.uris.forEach(
          (uri, state) -> {
            if (state == Subscribed.YES) {
              surely.add(uri);
            }
            if (state != Subscribed.NO) {
              perhaps.add(uri);
            }
          });
    }
    surely.removeAll(server.subscribed);
    surely.removeAll(server.refusedUris);
    require(surely.isEmpty(), server + " does not know that somebody subscribed to " + surely);
    Set<String> unheld = new HashSet<>(server.subscribed);
    unheld.removeAll(perhaps);
    unheld.removeAll(server.refusedUris);
    require(unheld.isEmpty(), server + " still has subscriptions of nobody: " + unheld);
  }

  /** A process has the most verbose of its sessions' levels. */
  private void checkLevel(SimulatedServer server) {
    List<String> levels = Arrays.asList(ClientSpeech.LEVELS);
    List<Integer> set = new ArrayList<>();
    for (SimulatedClient client : world.rules().membersOf(server)) {
      if (!client.levelIsCertain()) {
        return;
      }
      if (client.level != null) {
        set.add(levels.indexOf(client.level));
      }
    }
    if (!set.isEmpty() && server.initialized) {
      String wanted = levels.get(set.stream().min(Integer::compare).get());
      require(
          wanted.equals(server.level),
          server + " has the level " + server.level + " instead of " + wanted);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("at rest, " + what);
    }
  }
}
