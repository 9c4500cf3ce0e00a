package dev.mcpmux.core.world;

import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.world.SimulatedServer.Ask;
import dev.mcpmux.core.world.SimulatedServer.Held;
import dev.mcpmux.core.world.SimulatedServer.ServerTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What servers say at random: replies right, late, twice and broken; requests and notifications
 * during and after the work that causes them, each with the mark of that work; and garbage.
 */
final class ServerSpeech {
  private static final String[] UPDATED = {
    "file:///a", "file:///a/b", "file:///a/b/c", "file:///ab", "res://x", "file:///dir/z", "none://"
  };

  private final World world;
  private final Random random;
  private final ServerReplies replies;

  /** Whether what is said becomes part of a batch: no id twice, nothing asked and taken back. */
  private boolean batching;

  ServerSpeech(World world, Random random) {
    this.world = world;
    this.random = random;
    this.replies = new ServerReplies(world, random);
  }

  /** The list that a list call is about, or that a change is told of. */
  static String listOf(String method) {
    return method.split("/")[0];
  }

  /** Null when it has nothing to say. */
  String next(SimulatedServer server) {
    if (server.initializeId != 0) {
      return replies.handshake(server);
    }
    if (!server.initialized) {
      return random.nextInt(4) == 0 ? noise(server) : null;
    }
    if ("2025-03-26".equals(server.toldVersion) && random.nextInt(10) == 0) {
      return batch(server);
    }
    return message(server);
  }

  private String batch(SimulatedServer server) {
    List<String> members = new ArrayList<>();
    batching = true;
    for (int i = random.nextInt(4); i > 0; i--) {
      String member = random.nextBoolean() ? replies.whole(server) : unasked(server);
      if (member != null) {
        members.add(member);
      }
    }
    batching = false;
    return "[" + String.join(random.nextBoolean() ? "," : " , ", members) + "]";
  }

  private String message(SimulatedServer server) {
    int kind = random.nextInt(44);
    return kind < 21 ? unasked(server) : kind < 22 ? noise(server) : replies.any(server);
  }

  private String unasked(SimulatedServer server) {
    return switch (random.nextInt(21)) {
      case 0, 1, 2, 3 -> listChanged(server);
      case 4, 5, 6, 7, 8 -> ask(server, anyCause(server));
      case 9, 10 -> progress(server);
      case 11, 12 -> log(server);
      case 13, 14 -> updated(server);
      case 15, 16 -> taskWord(server);
      case 17 -> takeBack(server);
      case 18 -> completeElicitation(server);
      case 19 -> mark(server, "notifications/custom");
      default -> rootsQuestion(server);
    };
  }

  /**
   * Every request it has is answered, every task ends, nothing new begins; null when all is done.
   */
  String settling(SimulatedServer server) {
    if (server.initializeId != 0) {
      return replies.handshake(server);
    }
    for (Held held : server.requests.values()) {
      return replies.to(server, held);
    }
    for (ServerTask task : server.tasks.values()) {
      if (!task.ended) {
        return taskStatus(task, "completed");
      }
    }
    return null;
  }

  /** The mark of the work that causes what it sends; null when it has had none. */
  private String anyCause(SimulatedServer server) {
    List<Held> work = server.work();
    boolean during = random.nextInt(3) != 0 || server.kind.is(ServerRequestPolicy.SERIALIZED);
    if (during) {
      return work.isEmpty() ? null : work.get(random.nextInt(work.size())).mark();
    }
    List<String> causes = List.copyOf(server.causes);
    return causes.isEmpty() ? null : causes.get(random.nextInt(causes.size()));
  }

  private String listChanged(SimulatedServer server) {
    String list = new String[] {"tools", "tools", "prompts", "resources"}[random.nextInt(4)];
    long version = server.listVersions.merge(list, 1L, Long::sum);
    world.listHasChanged(server, list);
    return Json.notification(
        "notifications/" + list + "/list_changed",
        "\"v\":%d,\"u\":%d".formatted(version, server.label));
  }

  private String ask(SimulatedServer server, String cause) {
    if (cause == null) {
      return null;
    }
    String related = "";
    List<ServerTask> live = server.tasks.values().stream().filter(task -> !task.ended).toList();
    if (!live.isEmpty() && random.nextInt(3) == 0) {
      ServerTask task = live.get(random.nextInt(live.size()));
      cause = task.mark;
      related = "\"io.modelcontextprotocol/related-task\":{\"taskId\":\"" + task.id + "\"}";
    }
    String more = "";
    String method;
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        method = "sampling/createMessage";
        more =
            random.nextInt(4) == 0
                ? ",\"tools\":[]"
                : random.nextInt(3) == 0 ? ",\"task\":{\"ttl\":1}" : "";
      }
      case 2, 3 -> {
        method = "elicitation/create";
        more = random.nextBoolean() ? elicitation(server, cause) : "";
      }
      case 4 -> method = "custom/ask";
      case 5 -> method = "ping";
      case 6, 7 -> {
        method = "tasks/get";
        if (server.hosted.isEmpty()) {
          return null;
        }
        String id = server.hosted.keySet().iterator().next();
        cause = server.hosted.get(id) + "-x";
        more = ",\"taskId\":\"" + id + "\"";
      }
      default -> {
        return rootsQuestion(server);
      }
    }
    return ask(server, method, cause, more, related);
  }

  private String elicitation(SimulatedServer server, String cause) {
    String id = "e" + server.number + "x" + ++server.changes;
    server.elicitations.put(id, cause);
    return ",\"mode\":\"url\",\"url\":\"https://x\",\"elicitationId\":\"" + id + "\"";
  }

  private String rootsQuestion(SimulatedServer server) {
    String cause = anyCause(server);
    return cause == null ? null : ask(server, "roots/list", cause, "", "");
  }

  private String ask(
      SimulatedServer server, String method, String cause, String more, String related) {
    String id =
        switch (batching ? 0 : random.nextInt(5)) {
          case 0 -> "\"s" + server.askCount + "\"";
          case 1 -> server.asks.isEmpty() ? "-1" : server.asks.keySet().iterator().next();
          default -> Integer.toString(server.askCount);
        };
    String label = "u" + server.number + "-" + ++server.askCount;
    String token = random.nextInt(3) == 0 ? (random.nextBoolean() ? "5" : "\"p\"") : null;
    if (server.mayBeAnswered()) {
      server
          .asks
          .computeIfAbsent(id, unused -> new ArrayDeque<>())
          .add(new Ask(id, label, method, cause, token, needs(server, id, method, more)));
    }
    String meta =
        related
            + (token == null ? "" : (related.isEmpty() ? "" : ",") + "\"progressToken\":" + token);
    return Json.request(
        random,
        id,
        method,
        "\"ask\":\"%s\",%s%s,\"_meta\":{%s}".formatted(label, Json.mark(cause), more, meta));
  }

  /** What must be declared for it; null when it is, or may be, refused for another reason. */
  private static String needs(SimulatedServer server, String id, String method, String more) {
    boolean twice = server.asks.containsKey(id) && !server.asks.get(id).isEmpty();
    return switch (twice ? "" : method) {
      case "sampling/createMessage" -> more.contains("tools") ? "sampling.tools" : "sampling";
      case "elicitation/create" -> more.contains("url") ? "url" : "form";
      case "custom/ask" -> "";
      default -> null;
    };
  }

  private String takeBack(SimulatedServer server) {
    if (batching || server.asks.isEmpty() || random.nextInt(6) == 0) {
      return Json.notification("notifications/cancelled", "\"requestId\":\"none\"");
    }
    List<String> ids = List.copyOf(server.asks.keySet());
    String id = ids.get(random.nextInt(ids.size()));
    if (server.asks.get(id).peek().method().equals("roots/list")) {
      return null;
    }
    server.asks.remove(id);
    return Json.notification("notifications/cancelled", "\"requestId\":" + id);
  }

  private String progress(SimulatedServer server) {
    List<Held> all = server.unanswered().stream().filter(Held::progress).toList();
    if (all.isEmpty() || random.nextInt(5) == 0) {
      String token = random.nextBoolean() ? "\"1\"" : Long.toString(server.lastId + 1000);
      return Json.notification(
          "notifications/progress", "\"progressToken\":" + token + ",\"progress\":1");
    }
    Held held = all.get(random.nextInt(all.size()));
    server.activity.put(held.id(), world.now());
    return Json.notification(
        "notifications/progress",
        "\"progressToken\":%d,\"progress\":1,%s".formatted(held.id(), Json.mark(held.mark())));
  }

  private String log(SimulatedServer server) {
    String cause = anyCause(server);
    if (cause == null || batching) {
      return null;
    }
    String related = "";
    if (!server.tasks.isEmpty() && random.nextInt(3) == 0) {
      ServerTask task = any(server.tasks.values().stream().toList());
      cause = task.mark;
      related =
          ",\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"" + task.id + "\"}}";
    }
    String level = ClientSpeech.LEVELS[random.nextInt(ClientSpeech.LEVELS.length)];
    return Json.notification(
        "notifications/message",
        "\"level\":\"%s\",\"data\":{%s}%s".formatted(level, Json.mark(cause), related));
  }

  private String updated(SimulatedServer server) {
    String uri = UPDATED[random.nextInt(UPDATED.length)];
    return Json.notification(
        "notifications/resources/updated",
        "\"uri\":\"%s\",\"n\":%d".formatted(uri, ++server.changes));
  }

  private String taskWord(SimulatedServer server) {
    if (server.tasks.isEmpty() || random.nextInt(8) == 0) {
      return Json.notification(
          "notifications/tasks/status", "\"taskId\":\"t777\",\"status\":\"working\"");
    }
    ServerTask task = any(server.tasks.values().stream().toList());
    if (task.token != 0 && !task.ended && random.nextBoolean()) {
      return Json.notification(
          "notifications/progress",
          "\"progressToken\":%d,\"progress\":1,%s".formatted(task.token, Json.mark(task.mark)));
    }
    return taskStatus(task, task.ended || random.nextInt(3) == 0 ? "completed" : "working");
  }

  private static String taskStatus(ServerTask task, String status) {
    task.ended |= status.equals("completed");
    return Json.notification(
        "notifications/tasks/status",
        "\"taskId\":\"%s\",\"status\":\"%s\",%s".formatted(task.id, status, Json.mark(task.mark)));
  }

  private String completeElicitation(SimulatedServer server) {
    if (server.elicitations.isEmpty()) {
      return null;
    }
    String id = any(List.copyOf(server.elicitations.keySet()));
    return Json.notification(
        "notifications/elicitation/complete",
        "\"elicitationId\":\"%s\",%s".formatted(id, Json.mark(server.elicitations.get(id))));
  }

  private String mark(SimulatedServer server, String method) {
    String cause = anyCause(server);
    return cause == null ? null : Json.notification(method, Json.mark(cause));
  }

  private String noise(SimulatedServer server) {
    String[] all = {
      "Server says hello",
      " ",
      "[]",
      "{\"jsonrpc\":\"2.0\",\"id\":" + random.nextInt(9) + "7777,\"result\":{}}",
      "{\"jsonrpc\":\"2.0\",\"id\":\"x1\",\"result\":{}}",
      server.unanswered().size() < 2 // then it may be that one's
          ? "[1]"
          : "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"x\"}}",
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/custom\",\"method\":\"notifications/x\"}",
      "[{\"jsonrpc\":\"2.0\",\"id\":77777,\"result\":{}}",
      Json.cutShort(Json.notification("notifications/message", Json.mark("0-x")), random)
    };
    return all[random.nextInt(all.length)];
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** The names of tasks with what clients see of them. */
  static String listed(SimulatedServer server) {
    return server.tasks.values().stream()
        .map(
            task ->
                "{\"taskId\":\""
                    + task.id
                    + "\",\"status\":\"working\","
                    + Json.mark(task.mark)
                    + "}")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
