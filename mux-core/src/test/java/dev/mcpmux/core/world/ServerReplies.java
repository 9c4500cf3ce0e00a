package dev.mcpmux.core.world;

import dev.mcpmux.core.world.SimulatedServer.Held;
import dev.mcpmux.core.world.SimulatedServer.ServerTask;
import java.util.List;
import java.util.Random;

/** What servers answer to what they were asked. */
final class ServerReplies {
  private static final int TASKS_KEPT = 10;

  private final World world;
  private final Random random;

  ServerReplies(World world, Random random) {
    this.world = world;
    this.random = random;
  }

  String handshake(SimulatedServer server) {
    String id = Long.toString(server.initializeId);
    if (!world.isQuieting()) {
      switch (random.nextInt(40)) {
        case 0 -> {
          return Json.error(id, -1, "\"of\":\"init\"");
        }
        case 1 -> {
          return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
        }
        case 2 -> {
          return "{\"jsonrpc\":\"2.0\",\"id\":999999,\"result\":{}}";
        }
        default -> {}
      }
    }
    server.initializeId = 0;
    server.initialized = true;
    server.tasksDeclared = random.nextInt(4) != 0;
    server.loggingDeclared = random.nextInt(4) != 0;
    String capabilities =
        "\"tools\":{\"listChanged\":true}"
            + (random.nextBoolean() ? ",\"prompts\":{\"listChanged\":true}" : ",\"prompts\":{}")
            + ",\"resources\":{\"subscribe\":true}"
            + (server.tasksDeclared ? ",\"tasks\":{\"list\":{},\"cancel\":{}}" : "")
            + (server.loggingDeclared ? ",\"logging\":{}" : "")
            + said(server);
    return Json.result(
        id,
        "\"protocolVersion\":\"%s\",\"capabilities\":{%s}"
            .formatted(server.toldVersion, capabilities));
  }

  /** What a server says of its own sharing: the same as before, most of the time. */
  private String said(SimulatedServer server) {
    String name = server.kind.name();
    String word = world.said.get(name);
    if (word == null || random.nextInt(10) == 0) {
      word =
          switch (random.nextInt(8)) {
            case 0 -> "isolated";
            case 1 -> "session-aware";
            case 2, 3 -> "shared";
            default -> "";
          };
      world.said.put(name, word);
    }
    server.said = word;
    if (word.equals("shared")) {
      world.everShared.add(name);
    }
    return word.isEmpty() ? "" : ",\"x-mux\":{\"sharing\":\"" + word + "\"}";
  }

  /** The right reply to one of its requests; null when it has none. */
  String whole(SimulatedServer server) {
    List<Held> all = server.unanswered();
    return all.isEmpty() ? null : to(server, all.get(random.nextInt(all.size())));
  }

  /** A reply to one of its requests, right or wrong; null when it has none. */
  String any(SimulatedServer server) {
    List<Held> all = server.unanswered();
    if (all.isEmpty()) {
      return null;
    }
    Held held = all.get(random.nextInt(all.size()));
    String id = Long.toString(held.id());
    return switch (random.nextInt(16)) {
      case 0 -> {
        done(server, held);
        yield "{\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
      }
      case 1 -> {
        done(server, held);
        yield "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"mark\":\"0-x\"";
      }
      case 2 -> {
        done(server, held);
        yield refusal(server, held);
      }
      default -> to(server, held);
    };
  }

  /** In one of the forms in which servers give a number back. */
  private String written(long id) {
    return switch (random.nextInt(20)) {
      case 0 -> "\"" + id + "\"";
      case 1 -> id + ".0";
      default -> Long.toString(id);
    };
  }

  private void done(SimulatedServer server, Held held) {
    server.requests.remove(held.id());
    server.activity.remove(held.id());
    if (held.method().endsWith("subscribe")) {
      server.refusedUris.add(held.about());
    }
  }

  private String refusal(SimulatedServer server, Held held) {
    String id = Long.toString(held.id());
    String mark = held.mark() == null ? "" : "," + Json.mark(held.mark());
    if (held.isWork() && random.nextBoolean()) {
      String elicitation = "e" + server.number + "y" + ++server.changes;
      server.elicitations.put(elicitation, held.mark());
      return Json.error(
          id,
          -32042,
          "\"of\":\"it\",\"elicitations\":[{\"mode\":\"url\",\"elicitationId\":\"%s\"}]%s"
              .formatted(elicitation, mark));
    }
    ServerTask task = server.tasks.get(held.about());
    if (held.method().equals("tasks/result") && task != null) {
      // A task that failed has an error for its result.
      task.ended = true;
      mark = "," + Json.mark(task.mark);
    }
    return Json.error(id, -7, "\"of\":\"it\"" + mark);
  }

  /** The right reply. */
  String to(SimulatedServer server, Held held) {
    server.requests.remove(held.id());
    server.activity.remove(held.id());
    String id = written(held.id());
    String mark = held.mark() == null ? "" : Json.mark(held.mark());
    switch (held.method()) {
      case "tools/list", "prompts/list", "resources/list", "resources/templates/list" -> {
        return Json.result(
            id,
            "\"list\":\"%s|%s\",\"v\":%d,\"u\":%d,\"of\":\"%s\"%s"
                .formatted(
                    held.method(),
                    held.about(),
                    held.listVersion(),
                    server.label,
                    server.sharedBy(),
                    random.nextInt(5) == 0 ? ",\"nextCursor\":\"c1\"" : ""));
      }
      case "resources/subscribe" -> {
        server.subscribed.add(held.about());
        return Json.result(id, "");
      }
      case "resources/unsubscribe" -> {
        server.subscribed.remove(held.about());
        return Json.result(id, "");
      }
      case "logging/setLevel" -> {
        return Json.result(id, "");
      }
      case "tasks/list" -> {
        return Json.result(id, "\"tasks\":" + ServerSpeech.listed(server));
      }
      case "tasks/get", "tasks/result", "tasks/cancel" -> {
        return aboutTask(server, held, id);
      }
      default -> {
        boolean task =
            held.asksForTask()
                && (server.tasksDeclared ? random.nextInt(4) != 0 : random.nextInt(9) == 0);
        return Json.result(id, task ? newTask(server, held) : mark);
      }
    }
  }

  private static String newTask(SimulatedServer server, Held held) {
    String id = "t" + ++server.taskCount;
    server.tasks.put(id, new ServerTask(id, held.mark(), held.progress() ? held.id() : 0));
    if (server.tasks.size() > TASKS_KEPT) {
      server.tasks.values().removeIf(task -> task.ended);
    }
    return "\"task\":{\"taskId\":\"%s\",\"status\":\"working\",%s}"
        .formatted(id, Json.mark(held.mark()));
  }

  private String aboutTask(SimulatedServer server, Held held, String id) {
    ServerTask task = server.tasks.get(held.about());
    if (task == null) {
      return Json.error(id, -32602, "\"of\":\"it\"");
    }
    if (held.method().equals("tasks/result")) {
      task.ended = true;
      return Json.result(id, Json.mark(task.mark));
    }
    boolean ends = held.method().equals("tasks/cancel") || random.nextInt(4) == 0;
    task.ended |= ends;
    String status = !task.ended ? "working" : ends ? "cancelled" : "completed";
    return Json.result(
        id,
        "\"taskId\":\"%s\",\"status\":\"%s\",%s".formatted(task.id, status, Json.mark(task.mark)));
  }
}
