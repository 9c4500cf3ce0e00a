package dev.mcpmux.core.world;

import dev.mcpmux.core.world.SimulatedClient.Asked;
import dev.mcpmux.core.world.SimulatedClient.Kind;
import dev.mcpmux.core.world.SimulatedClient.OwnTask;
import dev.mcpmux.core.world.SimulatedClient.RootsHabit;
import dev.mcpmux.core.world.SimulatedClient.Sent;
import dev.mcpmux.core.world.SimulatedClient.Subscribed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What clients say at random: every method there is, answers right and wrong, and garbage. */
final class ClientSpeech {
  private static final String[] IDS = {
    "0", "1", "2", "\"1\"", "\"a\\\"b\\\\\"", "9007199254740992", "\"\\u0061\"", "-5", "3", "4"
  };
  private static final String[] WORK = {
    "tools/call", "tools/call", "prompts/get", "resources/read", "custom/request"
  };
  static final String[] LISTS = {
    "tools/list", "prompts/list", "resources/list", "resources/templates/list"
  };
  static final String[] LEVELS = {
    "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"
  };
  static final String[] URIS = {
    "file:///a", "file:///a/b", "file:///ab", "res://x", "file:///dir/"
  };

  private final World world;
  private final Random random;

  /** What this world does most. */
  private final int favourite;

  private Sent lastSent;

  /**
   * Whether what is said becomes part of a batch: what it cancels may just have been answered, and
   * what it changes is not so yet for the members before.
   */
  private boolean batching;

  ClientSpeech(World world, Random random) {
    this.world = world;
    this.random = random;
    this.favourite = random.nextInt(6);
  }

  /** Null when it has nothing to say. */
  String next(SimulatedClient client) {
    client.brokenAnswer = null;
    if (client.ended || !client.writable) {
      return null;
    }
    if (!client.open && !client.asksToInitialize) {
      return random.nextInt(12) == 0 ? early(client) : initialize(client);
    }
    if (random.nextInt(14) == 0) {
      return garbage(client);
    }
    if (client.open && client.profile.version().equals("2025-03-26") && random.nextInt(6) == 0) {
      return batch(client);
    }
    return message(client);
  }

  private String initialize(SimulatedClient client) {
    client.asksToInitialize = true;
    send(client, "\"init\"", Kind.INITIALIZE, "initialize", null);
    return Json.request(
        random,
        "\"init\"",
        "initialize",
        "\"protocolVersion\":\"%s\",\"capabilities\":%s,\"clientInfo\":{\"name\":\"%s\",\"version\":\"1\"}"
            .formatted(
                client.profile.version(),
                client.profile.reworded(random).capabilities(),
                client.name));
  }

  private String early(SimulatedClient client) {
    send(client, "\"early\"", Kind.REFUSED, "tools/call", null);
    return Json.request(random, "\"early\"", "tools/call", "");
  }

  private String batch(SimulatedClient client) {
    List<String> members = new ArrayList<>();
    batching = true;
    for (int i = random.nextInt(5); i > 0; i--) {
      String member = message(client);
      if (member != null && client.brokenAnswer == null) {
        members.add(member);
      } else if (client.brokenAnswer != null) {
        client.brokenAnswer = null;
      }
    }
    batching = false;
    String gap = random.nextBoolean() ? "" : " ";
    return gap + "[" + gap + String.join(gap + "," + gap, members) + gap + "]";
  }

  private String message(SimulatedClient client) {
    if (client.open && !client.initialized && random.nextInt(3) == 0) {
      client.initialized = true;
      return Json.INITIALIZED;
    }
    if (!client.asked.isEmpty() && random.nextInt(3) == 0) {
      return onAsked(client);
    }
    if (random.nextInt(3) == 0) {
      return favourite(client);
    }
    return switch (random.nextInt(40)) {
      case 0, 1 -> cancel(client);
      case 2 -> notification(client);
      case 3 -> odd(client);
      case 4, 5, 6 -> list(client);
      case 7 -> level(client);
      case 8, 9, 10 -> subscription(client);
      case 11, 12, 13, 14 -> task(client);
      case 15 -> rootsChange(client);
      case 16 -> strayReply(client);
      case 17 -> request(client, Kind.COMPLETION, "completion/complete", "");
      case 18 -> request(client, Kind.PING, "ping", "");
      default -> work(client);
    };
  }

  private String favourite(SimulatedClient client) {
    return switch (favourite) {
      case 0 -> random.nextBoolean() ? task(client) : work(client);
      case 1 -> list(client);
      case 2 -> subscription(client);
      case 3 -> random.nextInt(3) == 0 ? rootsChange(client) : work(client);
      default -> work(client);
    };
  }

  private String work(SimulatedClient client) {
    String method = WORK[random.nextInt(WORK.length)];
    return random.nextInt(favourite == 0 ? 2 : 5) == 0
        ? request(client, Kind.WORK, method, ",\"task\":{\"ttl\":60000}")
        : request(client, Kind.WORK, method, "");
  }

  /** A request with a mark and perhaps a progress token; null when its id is taken. */
  private String request(SimulatedClient client, Kind kind, String method, String more) {
    Sent sent = send(client, freeId(client), kind, method, client.nextMark());
    if (sent == null) {
      return null;
    }
    sent.asksForTask = more.contains("\"task\"");
    String meta = "";
    if (kind != Kind.PING && random.nextBoolean()) {
      sent.token = random.nextBoolean() ? "1" : "\"1\"";
      meta = ",\"_meta\":{\"progressToken\":" + sent.token + "}";
    }
    return Json.request(random, sent.id, method, Json.mark(sent.mark) + more + meta);
  }

  private String list(SimulatedClient client) {
    // Mostly the same, so that many ask for it at the same time.
    String method = LISTS[random.nextInt(3) == 0 ? random.nextInt(LISTS.length) : 0];
    Sent sent = send(client, freeId(client), Kind.LIST, method, null);
    if (sent == null) {
      return null;
    }
    sent.about = random.nextInt(5) == 0 ? "c" + random.nextInt(2) : "";
    long[] known = client.knownLists.getOrDefault(ServerSpeech.listOf(method), new long[2]);
    sent.knownUpstream = (int) known[0];
    sent.knownVersion = known[1];
    String cursor = sent.about.isEmpty() ? "" : "\"cursor\":\"" + sent.about + "\"";
    return Json.request(random, sent.id, method, cursor);
  }

  private String level(SimulatedClient client) {
    boolean wrong = random.nextInt(6) == 0;
    Sent sent =
        send(
            client,
            freeId(client),
            wrong ? Kind.REFUSED : Kind.LEVEL,
            "logging/setLevel",
            client.nextMark());
    if (sent == null) {
      return null;
    }
    sent.about = wrong ? "loud" : LEVELS[random.nextInt(LEVELS.length)];
    return Json.request(random, sent.id, sent.method, "\"level\":\"" + sent.about + "\"");
  }

  private String subscription(SimulatedClient client) {
    boolean subscribes = random.nextInt(3) != 0;
    String method = subscribes ? "resources/subscribe" : "resources/unsubscribe";
    Sent sent = send(client, freeId(client), Kind.SUBSCRIPTION, method, null);
    if (sent == null) {
      return null;
    }
    sent.about = URIS[random.nextInt(URIS.length)];
    for (Sent other : client.inFlight.values()) {
      if (other != sent && other.kind == Kind.SUBSCRIPTION && other.about.equals(sent.about)) {
        other.overlapped = true;
        sent.overlapped = true;
      }
    }
    // An early answer of mcpmux leaves the state what it was.
    if (client.subscribed(sent.about) != (subscribes ? Subscribed.YES : Subscribed.NO)
        || sent.overlapped) {
      client.uris.put(sent.about, Subscribed.MAYBE);
    }
    String uri = random.nextInt(4) == 0 ? sent.about.replace("/", "\\/") : sent.about;
    return Json.request(random, sent.id, method, "\"uri\":\"" + uri + "\"");
  }

  private String task(SimulatedClient client) {
    String method =
        new String[] {"tasks/get", "tasks/get", "tasks/result", "tasks/list", "tasks/cancel"}
            [random.nextInt(5)];
    if (method.equals("tasks/list")) {
      return request(client, Kind.TASK, method, "");
    }
    List<OwnTask> from = client.tasks;
    if (random.nextInt(3) == 0) {
      from = world.allTasks();
    }
    String id =
        from.isEmpty() || random.nextInt(8) == 0
            ? "t" + random.nextInt(30)
            : from.get(random.nextInt(from.size())).id;
    String frame = request(client, Kind.TASK, method, ",\"taskId\":\"" + id + "\"");
    if (frame != null) {
      lastSent.about = id;
    }
    return frame;
  }

  private String rootsChange(SimulatedClient client) {
    boolean odd = !client.profile.has("roots");
    if (batching || !client.open || odd && random.nextInt(4) != 0) {
      return null;
    }
    client.roots = SimulatedClient.anyRoots(random);
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}";
  }

  private String notification(SimulatedClient client) {
    return client.open
        ? Json.notification("notifications/custom", Json.mark(client.nextMark()))
        : null;
  }

  /** What mcpmux refuses. */
  private String odd(SimulatedClient client) {
    String modern =
        "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
    String method =
        new String[] {"server/discover", "subscriptions/listen", "tools/call", "initialize"}
            [random.nextInt(4)];
    Sent sent = send(client, freeId(client), Kind.REFUSED, method, null);
    if (sent == null) {
      return null;
    }
    return Json.request(random, sent.id, method, method.equals("initialize") ? "" : modern);
  }

  private String cancel(SimulatedClient client) {
    List<Sent> all = new ArrayList<>(client.inFlight.values());
    all.removeIf(sent -> sent.kind == Kind.INITIALIZE);
    String id = "777";
    if (!batching && !all.isEmpty() && random.nextInt(4) != 0) {
      Sent sent = all.get(random.nextInt(all.size()));
      id = sent.id;
      client.inFlight.remove(id);
      if (sent.kind == Kind.SUBSCRIPTION) {
        client.uris.put(sent.about, Subscribed.MAYBE);
        client.inFlight.values().stream()
            .filter(other -> other.kind == Kind.SUBSCRIPTION && other.about.equals(sent.about))
            .forEach(other -> other.overlapped = true);
      } else if (sent.kind == Kind.LEVEL) {
        client.levelUnknown = true;
      }
    }
    return Json.notification("notifications/cancelled", "\"requestId\":" + id);
  }

  private String garbage(SimulatedClient client) {
    String whole = Json.request(random, "4711", "tools/call", Json.mark(client.number + "-x"));
    String[] all = {
      " ",
      "nonsense",
      "[]",
      "[" + whole + ",]",
      "{\"jsonrpc\":\"2.0\",\"id\":8888}",
      "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}",
      "{\"jsonrpc\":\"2.0\",\"id\":8888,\"result\":{}}",
      "{\"jsonrpc\":\"2.0\",\"id\":8888,\"id\":8888,\"result\":{}}",
      "{\"jsonrpc\":\"2.0\",\"result\":{}}",
      Json.cutShort(Json.notification("notifications/custom", Json.mark("0-x")), random),
      Json.cutShort("{\"jsonrpc\":\"2.0\",\"id\":8888,\"result\":{\"mark\":\"0-x\"}}", random),
      "[" + whole.replace("4711", "8888").replace("\"method\"", "\"result\"") + "] x"
    };
    return all[random.nextInt(all.length)];
  }

  private String onAsked(SimulatedClient client) {
    List<Asked> all = new ArrayList<>(client.asked.values());
    Asked asked = all.get(random.nextInt(all.size()));
    if (asked.token() != null && random.nextInt(3) == 0) {
      return Json.notification(
          "notifications/progress",
          "\"progressToken\":%s,\"progress\":1,\"ask\":\"%s\",%s"
              .formatted(asked.token(), asked.label(), Json.mark(asked.mark())));
    }
    if (random.nextInt(12) == 0) {
      client.brokenAnswer = asked;
      return random.nextBoolean()
          ? "{\"jsonrpc\":\"2.0\",\"id\":" + asked.id() + "}"
          : "{\"jsonrpc\":\"2.0\",\"id\":" + asked.id() + ",\"result\":{\"a\":1";
    }
    return answer(client, asked);
  }

  /** A proper answer; null when it will not give any. */
  String answer(SimulatedClient client, Asked asked) {
    boolean roots = asked.method().equals("roots/list");
    if (roots && client.rootsHabit == RootsHabit.NEVER) {
      return null;
    }
    client.asked.remove(asked.id());
    client.answeredIds.add(asked.id());
    boolean refuses =
        roots
            ? client.rootsHabit == RootsHabit.ERROR
            : !world.isQuieting() && random.nextInt(5) == 0;
    String by =
        asked.label() == null
            ? ""
            : "\"by\":%d,\"ask\":\"%s\",%s,"
                .formatted(client.number, asked.label(), Json.mark(asked.mark()));
    if (refuses) {
      return Json.error(asked.id(), -1, by + "\"x\":1");
    }
    String more = "\"action\":\"accept\"";
    if (roots) {
      more = "\"roots\":" + rootsText(client.roots);
      if (asked.label() == null) {
        client.rootsTold.add(0, client.roots);
      }
    } else if (asked.task() && client.profile.has("tasks")) {
      String id = "h" + random.nextInt(40);
      client.hostedTasks.add(id);
      more = "\"task\":{\"taskId\":\"" + id + "\",\"status\":\"working\"}";
    }
    return Json.result(asked.id(), by + more);
  }

  private String rootsText(String roots) {
    return random.nextBoolean()
        ? "[{\"uri\":\"file:///%s\",\"name\":\"n\"}]".formatted(roots)
        : "[ { \"name\":\"n\" , \"uri\":\"file:\\/\\/\\/%s\" } ]".formatted(roots);
  }

  /** A reply to nothing that is open, or word of a task that it hosts. */
  private String strayReply(SimulatedClient client) {
    String data = "\"by\":" + client.number + "," + Json.mark(client.number + "-stray");
    if (random.nextBoolean() && !client.hostedTasks.isEmpty()) {
      return Json.notification(
          "notifications/tasks/status",
          "\"taskId\":\"%s\",\"status\":\"working\",%s"
              .formatted(client.hostedTasks.iterator().next(), data));
    }
    if (random.nextBoolean() && !client.answeredIds.isEmpty()) {
      int at = random.nextInt(client.answeredIds.size());
      return Json.result(client.answeredIds.get(at), data);
    }
    return random.nextBoolean()
        ? Json.result("\"x1\"", data)
        : Json.error("99" + random.nextInt(9), -1, data);
  }

  private String freeId(SimulatedClient client) {
    String id = IDS[random.nextInt(IDS.length)];
    return client.inFlight.containsKey(id) ? null : id;
  }

  private Sent send(SimulatedClient client, String id, Kind kind, String method, String mark) {
    if (id == null) {
      return null;
    }
    Sent sent = new Sent(id, kind, method, mark, world.now());
    client.inFlight.put(id, sent);
    lastSent = sent;
    return sent;
  }
}
