package dev.mcpmux.core.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What happens next in a {@link World}: who acts, and what kind of session comes. */
final class Chance {
  private static final int MAX_SESSIONS = 6;

  private final World world;
  private final Random random;
  private final ClientSpeech clientSpeech;
  private final ServerSpeech serverSpeech;

  /** Whether nearly all sessions are alike, so that nearly all share. */
  private final boolean uniform;

  private final List<Attachable> attachables = new ArrayList<>();
  private final List<Profile> profiles = new ArrayList<>();
  private int lastSession;

  Chance(World world, Random random, ClientSpeech clientSpeech, ServerSpeech serverSpeech) {
    this.world = world;
    this.random = random;
    this.clientSpeech = clientSpeech;
    this.serverSpeech = serverSpeech;
    uniform = random.nextBoolean();
    profiles.add(Profile.any(random));
    attachables.add(Attachable.adHoc("one"));
    if (!uniform) {
      attachables.add(Attachable.named("a", "one", random));
      attachables.add(Attachable.named("b", "two", random));
      profiles.add(Profile.any(random));
    } else if (random.nextInt(3) != 0) {
      attachables.set(0, Attachable.named("a", "one", random));
    }
  }

  List<Attachable> attachables() {
    return attachables;
  }

  void step() {
    world.pass(
        switch (random.nextInt(400)) {
          case 0 -> 25_000;
          case 1, 2, 3 -> 3_000;
          default -> random.nextInt(50);
        });
    if (random.nextInt(40) == 0) {
      world.loadState();
    }
    if (random.nextInt(3) == 0) {
      world.loadCatalog();
    }
    if (random.nextBoolean()) {
      world.look();
    }
    switch (random.nextInt(300)) {
      case 0, 1 -> world.replace(any(attachables));
      case 2 -> world.reconfigure(any(attachables), random.nextInt(3) == 0);
      default -> {}
    }
    int kind = random.nextInt(100);
    if (kind < 6) {
      open();
    } else if (kind < 55 && !world.clients().isEmpty()) {
      act(any(world.clients()));
    } else if (!world.servers().isEmpty()) {
      act(any(world.servers()));
    }
  }

  private void open() {
    if (world.clients().size() < MAX_SESSIONS) {
      Attachable attached = any(attachables);
      Profile profile = isOdd() ? Profile.any(random) : any(profiles).reworded(random);
      String environment = isOdd() ? "other" : "usual";
      String project = isOdd() ? "/other" : "/usual";
      world.open(
          new SimulatedClient(++lastSession, attached, profile, environment, project, random));
    }
  }

  /** Whether a session is unlike the others in one respect. */
  private boolean isOdd() {
    return random.nextInt(uniform ? 60 : 8) == 0;
  }

  private void act(SimulatedClient client) {
    switch (random.nextInt(60)) {
      case 0 -> world.close(client);
      case 1 -> world.endInput(client);
      case 2, 3, 4 -> world.setWritable(client, !client.writable);
      case 5 -> {
        if (random.nextInt(5) == 0) {
          world.exceedOutput(client);
        }
      }
      default -> {
        String frame = clientSpeech.next(client);
        if (frame != null) {
          world.say(client, frame);
        }
      }
    }
  }

  private void act(SimulatedServer server) {
    int kind = random.nextInt(90);
    if (!server.running && random.nextInt(20) != 0) {
      world.runs(server);
    } else if (!server.running || server.stopping && random.nextInt(3) == 0 || kind == 0) {
      world.exit(server);
    } else if (kind == 1) {
      server.frozen = true;
    } else if (server.frozen) {
      // until mcpmux ends it, or everybody rests
    } else if (kind < 4) {
      world.setWritable(server, !server.writable);
    } else {
      String frame = serverSpeech.next(server);
      if (frame != null) {
        world.say(server, frame);
      }
    }
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
