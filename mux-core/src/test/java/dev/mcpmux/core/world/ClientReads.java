package dev.mcpmux.core.world;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.world.SimulatedClient.Asked;
import dev.mcpmux.core.world.SimulatedClient.Kind;
import dev.mcpmux.core.world.SimulatedClient.OwnTask;
import dev.mcpmux.core.world.SimulatedClient.Sent;
import dev.mcpmux.core.world.SimulatedClient.Subscribed;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a client is sent, held against what it may be sent. */
final class ClientReads {
  private final World world;
  private final SimulatedClient client;
  private final String text;
  private final FrameView frame;

  ClientReads(World world, SimulatedClient client, String text) {
    this.world = world;
    this.client = client;
    this.text = text;
    this.frame = Frames.scan(text);
  }

  /** Returns whether it was a server's result. */
  boolean read() {
    if (frame.kind() == FrameKind.REQUEST || frame.kind() == FrameKind.NOTIFICATION) {
      require(client.open, "is sent something before it is open");
    }
    switch (frame.kind()) {
      case RESPONSE, ERROR_RESPONSE -> {
        requireOwnMarks();
        return frame.has(Field.ID) && reply();
      }
      case REQUEST -> {
        requireOwnMarks();
        request();
      }
      case NOTIFICATION -> notification();
      default -> require(false, "is sent what is no message");
    }
    return false;
  }

  private boolean reply() {
    Sent sent = client.inFlight.remove(Json.raw(frame, Field.ID));
    require(sent != null, "awaits no reply with this id");
    boolean result = frame.kind() == FrameKind.RESPONSE;
    if (text.contains("\"mcpmux\":\"timeout\"") && sent.kind != Kind.LIST) {
      requireTimeout(sent);
    }
    require(
        !text.contains("\"drain-timeout\"") || world.hasDrained(client.attached),
        "is told of a drain that is not over");
    require(
        result || text.contains("\"mcpmux\"") || text.contains("\"of\""), "is sent whose error?");
    switch (sent.kind) {
      case INITIALIZE -> initialized(result);
      case PING, REFUSED -> require(result == (sent.kind == Kind.PING), "should not be " + sent);
      case WORK, COMPLETION -> {
        require(!result || Json.marks(text).contains(sent.mark), "awaits " + sent);
        noteWork(sent, result);
      }
      case LIST -> {
        require(
            !result || text.contains("\"list\":\"" + sent.method + "|" + sent.about + "\""),
            "asked " + sent);
        if (result) {
          list(sent);
        }
      }
      case LEVEL -> {
        if (result) {
          client.level = sent.about;
          client.levelUnknown = false;
        }
      }
      case SUBSCRIPTION -> subscription(sent, result);
      case TASK -> task(sent, result);
    }
    return result;
  }

  private void initialized(boolean result) {
    client.open = result;
    client.asksToInitialize = result;
    for (String list : new String[] {"tools", "prompts", "resources"}) {
      if (text.contains("\"" + list + "\":{\"listChanged\":true")) {
        client.promisedLists.add(list);
      }
    }
  }

  private void requireTimeout(Sent sent) {
    long idle = world.now() - sent.lastActivity;
    long whole = world.now() - sent.at;
    require(
        idle >= TimeUnit.MILLISECONDS.toNanos(SmallLimits.ALL.requestTimeoutMillis())
            || whole >= TimeUnit.MILLISECONDS.toNanos(SmallLimits.ALL.maxRequestMillis()),
        "is told of a timeout after " + idle + " ns: " + sent);
    require(!sent.method.equals("tasks/result"), "is told of a timeout of " + sent);
  }

  private void noteWork(Sent sent, boolean result) {
    if (result && sent.asksForTask && frame.has(Field.RESULT_TASK_ID)) {
      client.tasks.add(
          new OwnTask(
              frame.text(Field.RESULT_TASK_ID), world.speaking().number, sent.mark, sent.token));
    }
    if (text.contains("\"task-id-taken\"")) {
      require(
          client.tasks.stream().anyMatch(task -> task.upstream != world.speaking().number),
          "has no task that another could be taken for");
      // It is nobody's.
      world.speaking().tasks.values().stream()
          .filter(task -> task.mark.equals(sent.mark))
          .forEach(task -> task.ended = true);
    }
    if (!result && text.contains("-32042")) {
      client.elicitations.add(text.replaceFirst(".*\"elicitationId\":\"(\\w+)\".*", "$1"));
    }
  }

  private void list(Sent sent) {
    long version = number("v");
    int upstream = (int) number("u");
    require(
        upstream != sent.knownUpstream || version >= sent.knownVersion,
        "sees a list older than what it knew: " + sent.knownVersion);
    require(text.contains("\"of\":\"" + client.sharedBy() + "\""), "is given a list of others");
    learnList(ServerSpeech.listOf(sent.method), upstream, version);
    client.trusted.put(ServerSpeech.listOf(sent.method), new long[] {upstream, version});
  }

  private void learnList(String list, int upstream, long version) {
    long[] known = client.knownLists.get(list);
    if (known == null || known[0] != upstream || known[1] < version) {
      client.knownLists.put(list, new long[] {upstream, version});
    }
  }

  private long number(String name) {
    return Long.parseLong(text.replaceFirst(".*\"" + name + "\":(\\d+).*", "$1"));
  }

  private void subscription(Sent sent, boolean result) {
    boolean subscribes = sent.method.equals("resources/subscribe");
    Subscribed wanted = subscribes ? Subscribed.YES : Subscribed.NO;
    if (sent.overlapped) {
      client.uris.put(sent.about, Subscribed.MAYBE);
    } else if (result) {
      client.uris.put(sent.about, wanted);
    }
  }

  private void task(Sent sent, boolean result) {
    if (!result && text.contains("Task not found")) {
      client.tasks.stream()
          .filter(task -> task.id.equals(sent.about) && !task.ended)
          .forEach(
              task ->
                  require(!world.mustKnow(task), "is refused its own task of u" + task.upstream));
    }
    if (sent.method.equals("tasks/result") || result && text.contains("\"status\":\"c")) {
      endTasks();
    }
  }

  private void endTasks() {
    List<String> marks = Json.marks(text);
    client.tasks.stream()
        .filter(task -> marks.contains(task.mark))
        .forEach(task -> task.ended = true);
  }

  private void request() {
    String id = Json.raw(frame, Field.ID);
    String label = Json.ask(text);
    String method = frame.text(Field.METHOD);
    require(client.usedIds.add(id), "was given this id before");
    require(client.initialized, "is asked before it said that it is initialized");
    require(label != null || method.equals("roots/list"), "is asked by whom?");
    require(!method.equals("ping"), "is pinged");
    boolean declared =
        switch (method) {
          case "roots/list" -> client.profile.has("roots");
          case "sampling/createMessage" ->
              client.profile.has("sampling")
                  && (!frame.has(Field.TOOLS) || client.profile.has("sampling.tools"));
          case "elicitation/create" ->
              client.profile.has(text.contains("\"mode\":\"url\"") ? "url" : "form")
                  && client.profile.version().compareTo("2025-06-18") >= 0;
          case "tasks/get", "tasks/result", "tasks/cancel" ->
              client.hostedTasks.contains(frame.text(Field.TASK_ID));
          default -> true;
        };
    require(declared, "is asked for what it did not declare");
    if (frame.has(Field.ELICITATION_ID)) {
      client.elicitations.add(frame.text(Field.ELICITATION_ID));
    }
    String token = Json.raw(frame, Field.META_PROGRESS_TOKEN);
    require(token == null || token.equals(id), "is given a token that is not the id");
    String mark = label == null ? null : Json.marks(text).get(0);
    int upstream = label == null ? 0 : world.speaking().number;
    client.asked.put(
        id, new Asked(id, label, method, mark, upstream, token, frame.has(Field.TASK)));
  }

  private void notification() {
    if (frame.method() == dev.mcpmux.core.frame.Method.NOTIFICATIONS_MESSAGE) {
      log();
      return;
    }
    requireOwnMarks();
    switch (frame.method()) {
      case NOTIFICATIONS_PROGRESS -> progress();
      case NOTIFICATIONS_CANCELLED -> {
        Asked asked = client.asked.remove(Json.raw(frame, Field.REQUEST_ID));
        require(asked != null, "was not asked what is taken back");
      }
      case NOTIFICATIONS_TOOLS_LIST_CHANGED,
          NOTIFICATIONS_PROMPTS_LIST_CHANGED,
          NOTIFICATIONS_RESOURCES_LIST_CHANGED ->
          listChanged();
      case NOTIFICATIONS_RESOURCES_UPDATED -> {
        require(client.mayBeToldOf(frame.text(Field.URI)), "subscribed to no such thing");
        require(client.initialized && client.writable, "need not be told now");
        if (text.contains("\"n\":")) {
          world.toldOfUpdate(client);
        }
      }
      case NOTIFICATIONS_TASKS_STATUS -> {
        require(
            !Json.marks(text).isEmpty() || isItsOwn(world.speaking()), "is told of whose task?");
        if (text.contains("\"status\":\"c")) {
          endTasks();
        }
      }
      case NOTIFICATIONS_ELICITATION_COMPLETE ->
          require(
              client.elicitations.contains(frame.text(Field.ELICITATION_ID)),
              "was never sent there");
      default ->
          require(
              isItsOwn(world.speaking()) || world.speaking().requestOf(text) != 0,
              "is told what nobody can be told");
    }
  }

  /** Whether the server serves nobody else: now, or before another took its place. */
  private boolean isItsOwn(SimulatedServer server) {
    return world.rules().isAlone(client)
        || server.isReplaced() && server.known.stream().allMatch(each -> each == client.number);
  }

  private void progress() {
    String token = Json.raw(frame, Field.PROGRESS_TOKEN);
    List<String> marks = Json.marks(text);
    boolean own = false;
    for (Sent sent : client.inFlight.values()) {
      if (token.equals(sent.token) && marks.contains(sent.mark)) {
        sent.lastActivity = world.now();
        own = true;
      }
    }
    for (OwnTask task : client.tasks) {
      own |= token.equals(task.token) && marks.contains(task.mark);
    }
    require(own, "is told of progress that is not its own");
  }

  private void listChanged() {
    String list = frame.text(Field.METHOD).split("/")[1];
    require(client.promisedLists.contains(list), "was never promised this");
    require(client.initialized && client.writable, "need not be told now");
    client.owedLists.remove(list);
    client.trusted.remove(list);
    if (text.contains("\"v\":")) {
      learnList(list, (int) number("u"), number("v"));
    }
  }

  private void log() {
    List<String> levels = Arrays.asList(ClientSpeech.LEVELS);
    int level = levels.indexOf(frame.text(Field.LEVEL));
    require(client.writable, "need not be told now");
    if (level >= 0 && client.levelIsCertain()) {
      int least =
          client.level != null
              ? levels.indexOf(client.level)
              : world.speaking().level == null ? 0 : 1;
      require(level >= least, "is told what is below its level, " + client.level);
    }
    for (String mark : Json.marks(text)) {
      require(
          Json.session(mark) == client.number
              || world.rules().mayGetLogOfOthers(client, world.speaking(), text),
          "is told what another's work logs");
    }
  }

  private void requireOwnMarks() {
    for (String mark : Json.marks(text)) {
      require(Json.session(mark) == client.number, "is sent what is another's");
    }
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(client + " " + what + ": " + text);
    }
  }
}
