package dev.mcpmux.core.world;

import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.world.SimulatedClient.Subscribed;
import dev.mcpmux.core.world.SimulatedServer.Ask;
import dev.mcpmux.core.world.SimulatedServer.Held;
import dev.mcpmux.core.world.SimulatedServer.ServerTask;
import java.util.Deque;
import java.util.List;

/** What a server is sent, held against what it may be sent. */
final class ServerReads {
  private static final int HISTORY = 12;

  private final World world;
  private final SimulatedServer server;
  private final String text;
  private final FrameView frame;

  ServerReads(World world, SimulatedServer server, String text) {
    this.world = world;
    this.server = server;
    this.text = text;
    this.frame = Frames.scan(text);
  }

  void read() {
    require(server.running, "does not run");
    require(!server.stopping, "was told to end");
    switch (frame.kind()) {
      case REQUEST -> request();
      case NOTIFICATION -> notification();
      case RESPONSE, ERROR_RESPONSE -> answer();
      default -> require(false, "is sent what is no message");
    }
  }

  private void request() {
    long id = frame.idAsLong();
    require(id > server.lastId, "was given an id after " + server.lastId);
    server.lastId = id;
    if (frame.method() == Method.INITIALIZE) {
      initialize(id);
      return;
    }
    require(server.initialized, "is asked before its handshake");
    require(
        server.requests.size() < SmallLimits.ALL.maxInFlightPerUpstream() + 16,
        "is given more than it may have");
    boolean progress = frame.has(Field.META_PROGRESS_TOKEN);
    require(
        !progress || frame.longValue(Field.META_PROGRESS_TOKEN) == id,
        "is given a token that is not the id");
    List<String> marks = Json.marks(text);
    String mark = marks.isEmpty() ? null : marks.get(0);
    Held held =
        new Held(
            id,
            frame.text(Field.METHOD),
            mark,
            about(),
            progress,
            frame.has(Field.TASK),
            server.listVersions.getOrDefault(ServerSpeech.listOf(frame.text(Field.METHOD)), 0L),
            world.now());
    checkRequest(held);
    server.requests.put(id, held);
    server.activity.put(id, world.now());
    if (held.isWork()) {
      noteCause(mark);
    }
  }

  private void initialize(long id) {
    require(server.initializeId == 0 && !server.initialized, "is initialized twice");
    server.initializeId = id;
    server.toldVersion = frame.text(Field.PROTOCOL_VERSION);
    server.toldCapabilities = Json.raw(frame, Field.CAPABILITIES);
    require(
        server.kind.policy().clientIdentity() && !server.kind.common()
            || text.contains("\"name\":\"mcpmux\""),
        "is told whose name?");
  }

  private String about() {
    for (Field field : new Field[] {Field.URI, Field.LEVEL, Field.TASK_ID, Field.CURSOR}) {
      if (frame.has(field)) {
        return frame.text(field);
      }
    }
    return "";
  }

  private void checkRequest(Held held) {
    switch (held.method()) {
      case "logging/setLevel" -> server.level = held.about();
      case "resources/subscribe", "resources/unsubscribe" -> {
        require(
            held.method().equals("resources/subscribe")
                || world.rules().membersOf(server).stream()
                    .noneMatch(client -> client.subscribed(held.about()) == Subscribed.YES),
            "is told that nobody is subscribed");
        require(
            server.requests.values().stream()
                .noneMatch(
                    other ->
                        other.method().startsWith("resources/")
                            && other.about().equals(held.about())
                            && (other.method().endsWith("subscribe"))),
            "is given steps for one URI at the same time");
      }
      case "ping", "tools/list", "prompts/list", "resources/list", "resources/templates/list" -> {}
      default -> {
        if (held.method().equals("tasks/cancel") && held.mark() == null) {
          checkCancelOfTask(server.tasks.get(held.about()));
          return;
        }
        require(held.mark() != null, "is given a request without mark");
        require(server.writable, "is given a request though it does not read");
        checkSession(held);
      }
    }
  }

  /** mcpmux cancels what nobody can ask for: its session is gone, or has another of this id. */
  private void checkCancelOfTask(ServerTask task) {
    SimulatedClient owner = task == null ? null : world.client(Json.session(task.mark));
    require(task == null || !task.ended, "is told to cancel a task that has ended");
    require(
        owner == null
            || owner.tasks.stream()
                .anyMatch(own -> own.id.equals(task.id) && own.upstream != server.number),
        "is told to cancel a task that somebody waits for");
  }

  private void checkSession(Held held) {
    SimulatedClient client = world.client(held.session());
    require(client != null, "is given a request of a session that is gone");
    if (held.method().startsWith("tasks/") && !held.method().equals("tasks/list")) {
      ServerTask task = server.tasks.get(held.about());
      require(
          task == null || Json.session(task.mark) == client.number,
          "is asked for a task of another session");
    }
    if (server.kind.is(ServerRequestPolicy.SERIALIZED)) {
      for (Held other : server.requests.values()) {
        require(
            other.mark() == null || other.session() == client.number,
            "is given work of two sessions at a time");
      }
    }
    boolean keyed = !(server.kind.policy().roots() instanceof RootsPolicy.Static);
    if (held.isWork() && server.roots != null && keyed) {
      world.rules().checkRootsOfWork(client, server);
    }
    server.known.add(client.number);
  }

  private void noteCause(String mark) {
    server.causes.addFirst(mark);
    if (server.causes.size() > HISTORY) {
      server.causes.removeLast();
    }
  }

  private void notification() {
    switch (frame.method()) {
      case NOTIFICATIONS_CANCELLED -> {
        long id = frame.longValue(Field.REQUEST_ID);
        Held held = server.requests.remove(id);
        require(
            held != null || id > 0 && id <= server.lastId, "is told to cancel what it never had");
        if (held != null && held.method().endsWith("subscribe")) {
          server.refusedUris.add(held.about());
        }
      }
      case NOTIFICATIONS_PROGRESS -> {
        Ask ask = find(Json.ask(text));
        require(ask != null, "is told of progress on what it has not asked");
        require(
            Json.raw(frame, Field.PROGRESS_TOKEN).equals(ask.token()),
            "is told of progress under another token: " + ask);
      }
      case NOTIFICATIONS_TASKS_STATUS -> {
        Integer host = server.hosted.get(frame.text(Field.TASK_ID));
        require(
            host != null && Json.marks(text).stream().allMatch(m -> Json.session(m) == host),
            "is told of a task that it has not given to that session");
      }
      case NOTIFICATIONS_ROOTS_LIST_CHANGED -> {
        require(
            world.rules().sessionsOf(server) <= 1, "is told of changed roots though it is shared");
        server.rootsStale = true;
      }
      case NOTIFICATIONS_INITIALIZED -> require(server.initialized, "is initialized too early");
      default ->
          Json.marks(text)
              .forEach(
                  mark -> {
                    server.known.add(Json.session(mark));
                    noteCause(mark);
                  });
    }
  }

  private void answer() {
    String label = Json.ask(text);
    Deque<Ask> open = server.asks.get(Json.raw(frame, Field.ID));
    require(open != null && !open.isEmpty(), "is answered what it has not asked");
    // What mcpmux refuses it refuses at once, so that is the newest of those with this id.
    Ask ask = label == null ? open.peekLast() : find(label);
    require(ask != null && open.remove(ask), "is answered what it has not asked");
    if (open.isEmpty()) {
      server.asks.remove(ask.id());
    }
    if (label == null && !text.contains("broken-reply")) {
      SimulatedClient client = world.rules().certainCause(server, ask);
      require(client == null, "is refused what certainly belongs to " + client + ": " + ask);
    }
    if (label != null) {
      require(Json.marks(text).contains(ask.mark()), "is given an answer to something else");
      require(
          text.contains("\"by\":" + Json.session(ask.mark()) + ","),
          "is answered by a session that did not cause it");
      if (frame.has(Field.RESULT_TASK_ID)) {
        server.hosted.put(frame.text(Field.RESULT_TASK_ID), Json.session(ask.mark()));
      }
    }
    if (ask.method().equals("ping")) {
      require(frame.kind() == FrameKind.RESPONSE, "is refused a ping");
    }
    if (frame.kind() == FrameKind.RESPONSE && frame.has(Field.RESULT_ROOTS)) {
      server.rootsStale = false;
      server.roots =
          frame.text(Field.RESULT_ROOTS).replaceFirst("(?s).*file:[\\\\/]*(\\w+).*", "$1");
    }
  }

  private Ask find(String label) {
    return server.openAsks().stream()
        .filter(ask -> ask.label().equals(label))
        .findFirst()
        .orElse(null);
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(server + " " + what + ": " + text);
    }
  }
}
