package dev.mcpmux.core.world;

import dev.mcpmux.core.world.SimulatedClient.Asked;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Everybody answers, nobody begins anything, until nothing happens any more. */
final class Rest {
  private static final int MAX_ROUNDS = 10_000;

  /** Longer than any time that something may wait in a {@link World}. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(100);

  private final World world;
  private final ClientSpeech clientSpeech;
  private final ServerSpeech serverSpeech;

  Rest(World world, ClientSpeech clientSpeech, ServerSpeech serverSpeech) {
    this.world = world;
    this.clientSpeech = clientSpeech;
    this.serverSpeech = serverSpeech;
  }

  void begin() {
    world.loadState();
    for (int round = 0; anybodySettles() || passToNextDeadline(); round++) {
      if (round > MAX_ROUNDS) {
        throw world.fail("there is no end of it");
      }
    }
  }

  private boolean anybodySettles() {
    boolean any = world.loadCatalog() | world.look();
    for (SimulatedClient client : world.clients()) {
      any |= world.clients().contains(client) && settle(client);
    }
    for (SimulatedServer server : world.servers()) {
      any |= world.servers().contains(server) && settle(server);
    }
    return any;
  }

  private boolean passToNextDeadline() {
    boolean nothingComes = world.now() > world.lastEffectAt() + LONGEST_WAIT;
    if (nothingComes || world.nextDeadline() > world.now() + LONGEST_WAIT) {
      return false;
    }
    long wait = Math.max(0, world.nextDeadline() - world.now());
    world.pass(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
    return true;
  }

  private boolean settle(SimulatedClient client) {
    if (!client.writable) {
      world.setWritable(client, true);
      return true;
    }
    if (client.ended || !client.open) {
      return false;
    }
    String frame = null;
    if (!client.initialized) {
      client.initialized = true;
      frame = Json.INITIALIZED;
    }
    for (Asked asked : List.copyOf(client.asked.values())) {
      frame = frame == null ? clientSpeech.answer(client, asked) : frame;
    }
    if (frame != null) {
      world.say(client, frame);
    }
    return frame != null;
  }

  private boolean settle(SimulatedServer server) {
    server.frozen = false;
    if (!server.running) {
      world.runs(server);
    } else if (server.stopping) {
      world.exit(server);
    } else if (!server.writable) {
      world.setWritable(server, true);
    } else {
      String frame = serverSpeech.settling(server);
      if (frame != null) {
        world.say(server, frame);
      }
      return frame != null;
    }
    return true;
  }
}
