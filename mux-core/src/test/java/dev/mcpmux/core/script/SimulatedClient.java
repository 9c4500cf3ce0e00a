package dev.mcpmux.core.script;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One client of a {@link World}. */
final class SimulatedClient {
  private static final String[] IDS = {
    "0", "1", "2", "\"1\"", "\"a\\\"b\\\\\"", "9007199254740992", "\"\\u0061\"", "-5"
  };

  /**
   * What it awaits: the mark of the request under an id, and the progress token it gave, if any.
   */
  private record Awaited(String mark, String token) {}

  private final int number;
  private final Random random;
  private final Map<String, Awaited> inFlight = new HashMap<>();
  private boolean asked;
  private boolean initialized;
  private boolean ended;
  private int marks;
  boolean writable = true;

  SimulatedClient(int number, Random random) {
    this.number = number;
    this.random = random;
  }

  int number() {
    return number;
  }

  void inputEnds() {
    ended = true;
  }

  boolean awaits(String mark) {
    return inFlight.values().stream().anyMatch(awaited -> awaited.mark.equals(mark));
  }

  /** Null when it has nothing to say. */
  String nextFrame() {
    if (ended || !writable) {
      return null;
    }
    if (!asked) {
      asked = true;
      inFlight.put("\"init\"", new Awaited("", null));
      String version = random.nextInt(4) == 0 ? "2025-06-18" : "2025-11-25";
      return "{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
          + version
          + "\",\"capabilities\":{}}}";
    }
    if (initialized && random.nextInt(10) == 0) {
      return MuxScript.INITIALIZED;
    }
    return switch (random.nextInt(12)) {
      case 0 -> cancel();
      case 1 -> garbage();
      case 2 ->
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/custom\",\"params\":{\"mark\":\""
              + number
              + "-x\"}}";
      default -> request();
    };
  }

  private String request() {
    String id = IDS[random.nextInt(IDS.length)];
    if (inFlight.containsKey(id) || (id.equals("\"\\u0061\"") && inFlight.containsKey("\"a\""))) {
      return null;
    }
    String mark = number + "-" + ++marks;
    String token = random.nextBoolean() ? (random.nextBoolean() ? "1" : "\"1\"") : null;
    inFlight.put(id, new Awaited(mark, token));
    String meta = token == null ? "" : ",\"_meta\":{\"progressToken\":" + token + "}";
    String params = "\"params\":{\"mark\":\"" + mark + "\"" + meta + "}";
    String method = random.nextBoolean() ? "tools/call" : "custom/request";
    return random.nextBoolean()
        ? "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"," + params + "}"
        : "{" + params + ",\"method\":\"" + method + "\",\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
  }

  private String cancel() {
    List<String> ids = new ArrayList<>(inFlight.keySet());
    ids.remove("\"init\"");
    String id =
        ids.isEmpty() || random.nextInt(4) == 0 ? "777" : ids.get(random.nextInt(ids.size()));
    inFlight.remove(id);
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
        + id
        + "}}";
  }

  private String garbage() {
    String[] all = {
      "",
      "nonsense",
      "[]",
      "{\"jsonrpc\":\"2.0\",\"id\":7}",
      "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}",
      "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}"
    };
    return all[random.nextInt(all.length)];
  }

  /** Returns whether it was a server's result. */
  boolean receive(String text) {
    FrameView frame = Frames.scan(text);
    switch (frame.kind()) {
      case RESPONSE, ERROR_RESPONSE -> {
        return receiveReply(frame, text);
      }
      case NOTIFICATION -> receiveNotification(frame, text);
      default -> throw new AssertionError("session " + number + " received " + text);
    }
    return false;
  }

  private boolean receiveReply(FrameView frame, String text) {
    if (text.contains("\"id\":null")) {
      return false;
    }
    String id = new String(frame.raw(Field.ID), java.nio.charset.StandardCharsets.UTF_8);
    Awaited awaited = inFlight.remove(id);
    if (awaited == null) {
      throw new AssertionError(
          "session " + number + " awaits no reply with the id " + id + ": " + text);
    }
    if (id.equals("\"init\"")) {
      initialized = frame.kind() == FrameKind.RESPONSE;
      asked = initialized;
      return false;
    }
    if (frame.kind() == FrameKind.RESPONSE && !text.contains("\"mark\":\"" + awaited.mark + "\"")) {
      throw new AssertionError(
          "session " + number + " awaits " + awaited + " and received " + text);
    }
    return frame.kind() == FrameKind.RESPONSE;
  }

  private void receiveNotification(FrameView frame, String text) {
    if (frame.method() == Method.NOTIFICATIONS_PROGRESS) {
      String token =
          new String(frame.raw(Field.PROGRESS_TOKEN), java.nio.charset.StandardCharsets.UTF_8);
      boolean own =
          inFlight.values().stream()
              .anyMatch(
                  awaited ->
                      token.equals(awaited.token)
                          && text.contains("\"mark\":\"" + awaited.mark + "\""));
      if (!own) {
        throw new AssertionError(
            "session " + number + " received progress that is not its own: " + text);
      }
    }
    if (!initialized) {
      throw new AssertionError(
          "session " + number + " received a notification before it was initialized: " + text);
    }
  }

  void checkClosed(CloseCause cause) {
    if (!inFlight.isEmpty()) {
      throw new AssertionError(
          "session "
              + number
              + " was closed ("
              + cause
              + ") with requests unanswered: "
              + inFlight);
    }
  }
}
