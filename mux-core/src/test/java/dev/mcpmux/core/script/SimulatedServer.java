package dev.mcpmux.core.script;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One server process of a {@link World}. */
final class SimulatedServer {
  private static final Pattern MARK = Pattern.compile("\"mark\":\"((\\d+)-\\w+)\"");

  /** A request it has, with the session that its mark names. */
  record Request(long id, int session, String mark, boolean progress) {}

  private final int number;
  private final Random random;
  private final Map<Long, Request> requests = new LinkedHashMap<>();
  private final List<Integer> goneSessions = new ArrayList<>();
  private long initializeId;
  private boolean initialized;
  private long lastId;
  private int asked;
  boolean running;
  boolean stopping;
  boolean writable = true;

  SimulatedServer(int number, Random random) {
    this.number = number;
    this.random = random;
  }

  int number() {
    return number;
  }

  List<Request> unanswered() {
    return List.copyOf(requests.values());
  }

  void sessionGoes(int session) {
    goneSessions.add(session);
  }

  void checkNothingOfGoneSessions() {
    for (Request request : requests.values()) {
      if (goneSessions.contains(request.session) && !stopping) {
        throw new AssertionError(
            "u" + number + " still works on " + request + ", whose session is gone");
      }
    }
  }

  /** Null when it has nothing to say. */
  String nextFrame() {
    if (initializeId != 0) {
      String result = "{\"capabilities\":{\"tools\":{\"listChanged\":true}}}";
      String frame = "{\"jsonrpc\":\"2.0\",\"id\":" + initializeId + ",\"result\":" + result + "}";
      initializeId = 0;
      initialized = true;
      return frame;
    }
    if (!initialized) {
      return null;
    }
    return switch (random.nextInt(14)) {
      case 0 -> "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";
      case 1 -> "{\"jsonrpc\":\"2.0\",\"id\":" + random.nextInt(9) + "7777,\"result\":{}}";
      case 2 ->
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
              + (lastId + 3)
              + ",\"progress\":1}}";
      case 3 -> "Server says hello";
      case 4 ->
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + asked++
              + ",\"method\":\"sampling/createMessage\",\"params\":{}}";
      case 5, 6 -> progress();
      default -> reply();
    };
  }

  private String progress() {
    Request request = anyRequest();
    if (request == null || !request.progress) {
      return null;
    }
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"mark\":\""
        + request.mark
        + "\",\"progressToken\":"
        + request.id
        + "}}";
  }

  private String reply() {
    Request request = anyRequest();
    if (request == null) {
      return null;
    }
    requests.remove(request.id);
    return switch (random.nextInt(8)) {
      case 0 -> "{\"jsonrpc\":\"2.0\",\"id\":" + request.id + "}";
      case 1 ->
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + request.id
              + ",\"error\":{\"code\":-1,\"message\":\""
              + request.mark
              + "\"}}";
      default ->
          "{\"result\":{\"mark\":\""
              + request.mark
              + "\"},\"jsonrpc\":\"2.0\",\"id\":"
              + request.id
              + "}";
    };
  }

  private Request anyRequest() {
    List<Request> all = List.copyOf(requests.values());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  void receive(String text) {
    FrameView frame = Frames.scan(text);
    switch (frame.kind()) {
      case REQUEST -> receiveRequest(frame, text);
      case NOTIFICATION -> {
        if (frame.method() == Method.NOTIFICATIONS_CANCELLED
            && requests.remove(frame.longValue(Field.REQUEST_ID)) == null
            && frame.longValue(Field.REQUEST_ID) > lastId) {
          throw new AssertionError("u" + number + " is told to cancel what it never had: " + text);
        }
      }
      case RESPONSE, ERROR_RESPONSE -> {}
      default -> throw new AssertionError("u" + number + " received " + text);
    }
  }

  private void receiveRequest(FrameView frame, String text) {
    long id = frame.idAsLong();
    if (id <= lastId) {
      throw new AssertionError("u" + number + " was given the id " + id + " after " + lastId);
    }
    lastId = id;
    if (frame.method() == Method.INITIALIZE) {
      initializeId = id;
      return;
    }
    if (!initialized) {
      throw new AssertionError("u" + number + " received a request before its handshake: " + text);
    }
    Matcher mark = MARK.matcher(text);
    if (!mark.find()) {
      throw new AssertionError("u" + number + " received a request without mark: " + text);
    }
    boolean progress = frame.has(Field.META_PROGRESS_TOKEN);
    if (progress && frame.longValue(Field.META_PROGRESS_TOKEN) != id) {
      throw new AssertionError(
          "u" + number + " received a progress token that is not the id: " + text);
    }
    requests.put(id, new Request(id, Integer.parseInt(mark.group(2)), mark.group(1), progress));
  }
}
