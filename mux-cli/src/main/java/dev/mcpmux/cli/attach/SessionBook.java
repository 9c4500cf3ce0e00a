package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.attach.OpenRequests.Request;
import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.text.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * What a relay has to know of its session to go on with the next daemon: who waits for an answer,
 * the value that the daemon gave, and what the client is still to be told by the relay itself. All
 * that several threads of a relay share is guarded by the monitor of this object.
 */
final class SessionBook {

  /** Requests of a client that await their answer; a daemon takes 1024 by default. */
  static final int MAX_ASKED = 4096;

  /** Requests of the daemon that are remembered. */
  static final int MAX_ASKS = 1024;

  /** 64 KiB with every character escaped. */
  static final int MAX_VALUE_BYTES = 2 * 64 * 1024 + 2;

  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

  /** By the client. */
  final OpenRequests asked = new OpenRequests();

  /** By the daemon. */
  final OpenRequests asks = new OpenRequests();

  /** Asked by a daemon that is no more. */
  final OpenRequests stale = new OpenRequests();

  private final ByteArrayOutputStream owed = new ByteArrayOutputStream(0);

  /** As JSON, what the session is resumed with; null for none. */
  private String value;

  /** The client's frame with its line end, for a daemon that cannot go by a value; or null. */
  private byte[] initialize;

  private boolean initializeSeen;
  private boolean initializedSeen;
  private boolean unresumable;

  /** The client has had the answer to its initialize, which the relay has sent once more. */
  private boolean swallow;

  private boolean notReplayed;

  /** The client may know other lists than the daemon thinks. */
  private boolean listsDue;

  /** Owes the client an error. */
  void fail(String id, Failure failure) {
    StringBuilder frame = new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":");
    frame.append(bytesAsText(id)).append(",\"error\":{\"code\":-32603,\"message\":");
    RawJson.quote(frame, ProcessBytes.shown(failure.message()));
    frame.append(",\"data\":{\"mcpmux\":{\"reason\":");
    RawJson.quote(frame, ProcessBytes.shown(failure.reason()));
    owe(frame.append(",\"mayHaveBeenExecuted\":").append(failure.executed()).append("}}}}\n"));
  }

  /** The scanner has a character per byte. */
  private static String bytesAsText(String token) {
    return new String(token.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private void owe(StringBuilder frame) {
    owed.writeBytes(frame.toString().getBytes(StandardCharsets.UTF_8));
  }

  boolean owes() {
    return owed.size() > 0;
  }

  /** Gives what the client is owed, whole lines, and owes it no more. */
  byte[] takeOwed() {
    byte[] lines = owed.toByteArray();
    owed.reset();
    return lines;
  }

  /**
   * Fails and forgets those whose frame ends at {@code first} to {@code last}.
   *
   * @param initialize whether that is failed as well
   */
  void failBetween(long first, long last, boolean initialize, Failure failure) {
    for (Iterator<Request> all = asked.all().iterator(); all.hasNext(); ) {
      Request request = all.next();
      if (request.end < first || request.end > last || request.initialize && !initialize) {
        continue;
      }
      if (!(request.initialize && swallow)) {
        fail(request.id, failure);
        if (request.initialize) {
          forgetInitialize(); // a client may try that again
        }
      }
      all.remove();
    }
  }

  /** What the daemon asked is void: the client is told, and its answers will lead to nothing. */
  void cancelAsks() {
    for (Request request : asks.all()) {
      owe(
          new StringBuilder("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"")
              .append(",\"params\":{\"requestId\":")
              .append(bytesAsText(request.id))
              .append(",\"reason\":\"the mcpmux daemon that asked has gone\"}}\n"));
      if (stale.count() < MAX_ASKS) {
        stale.add(request);
      }
    }
    asks.all().clear();
  }

  /** The client's initialize comes. */
  void beginInitialize() {
    initializeSeen = true;
  }

  /** It has come whole, with its line end. */
  void keepInitialize(byte[] frame) {
    initialize = frame;
  }

  void initialized() {
    initializedSeen = true;
  }

  boolean isInitializeSeen() {
    return initializeSeen;
  }

  /** Whether the client has the session open. */
  boolean isOpened() {
    return value != null || initializedSeen;
  }

  /** Whether an initialize of the relay's own awaits its answer. */
  boolean isReplaying() {
    return swallow;
  }

  /** How many requests of the client's own await their answer. */
  int clientsAsked() {
    return asked.count() - (swallow ? 1 : 0);
  }

  /**
   * A request has been answered.
   *
   * @param error whether that is an error
   * @return whether the client is not to see it
   */
  boolean takeAnswer(Request answered, boolean error) {
    if (answered == null || !answered.initialize) {
      return false;
    }
    boolean swallows = swallow;
    swallow = false;
    notReplayed = swallows && error;
    if (error && !swallows) {
      forgetInitialize();
    }
    if (swallows && !error && listsDue) {
      listsDue = false;
      for (String list : new String[] {"tools", "prompts", "resources"}) {
        owe(
            new StringBuilder("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/")
                .append(list)
                .append("/list_changed\"}\n"));
      }
    }
    return swallows;
  }

  /** Whether the relay's own initialize was answered with an error, said once. */
  boolean takeNotReplayed() {
    boolean failed = notReplayed;
    notReplayed = false;
    return failed;
  }

  private void forgetInitialize() {
    initialize = null;
    initializeSeen = false;
    initializedSeen = false;
  }

  /** The daemon's value, as JSON; "null" for none. */
  void takeValue(String json) {
    boolean usable =
        json.length() >= 2 && json.length() <= MAX_VALUE_BYTES && json.charAt(0) == '"';
    value = usable ? json : null;
    unresumable = !usable;
  }

  /** The next daemon does not understand the value; whether the session can be opened without. */
  boolean dropValue() {
    boolean droppable = value != null && initialize != null;
    if (droppable) {
      value = null;
      listsDue = true;
    }
    return droppable;
  }

  /** Whether the session can go on with another daemon. */
  boolean canResume() {
    return !unresumable && (value != null || initialize != null || !initializeSeen);
  }

  /** The client's initialize, or the relay's, that awaits its answer; null for none. */
  private Request waitingInitialize() {
    for (Request request : asked.all()) {
      if (request.initialize) {
        return request;
      }
    }
    return null;
  }

  /**
   * What the next daemon is to resume the session with, as JSON; null where the client's initialize
   * is to open it, or nothing.
   */
  String offer() {
    return waitingInitialize() != null ? null : value;
  }

  /**
   * What has to be sent before anything else where there is no value: the client's initialize, and
   * initialized. Expects that what was sent to the last daemon has been failed, and that what was
   * not ends at 1 or later.
   */
  byte[] replay() {
    Request waits = waitingInitialize();
    if (initialize == null || waits != null && waits.end != 0 || waits == null && value != null) {
      return new byte[0];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(initialize.length);
    out.writeBytes(initialize);
    if (waits != null && !swallow) {
      return out.toByteArray();
    }
    String id = RawJson.find(new String(initialize, StandardCharsets.ISO_8859_1), "id");
    if (waits == null && id != null) {
      asked.add(new Request(id, 0, true));
      swallow = true;
    }
    if (initializedSeen) {
      out.writeBytes(INITIALIZED.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
