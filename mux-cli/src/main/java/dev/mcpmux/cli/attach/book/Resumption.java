package dev.mcpmux.cli.attach.book;

import dev.mcpmux.cli.attach.book.ClientRequests.Request;
import dev.mcpmux.cli.text.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What opens the session with the next daemon: the value that the last one gave, or the client's
 * own initialize.
 */
public final class Resumption {

  /** 64 KiB with every character escaped. */
  public static final int MAX_VALUE_BYTES = 2 * 64 * 1024 + 2;

  private static final byte[] INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
          .getBytes(StandardCharsets.UTF_8);

  private static final byte[] NOTHING = {};

  /** As JSON, what the session is resumed with; null for none. */
  private String value;

  private boolean unresumable;

  /** The client's frame with its line end, for a daemon that cannot go by a value; or null. */
  private byte[] initialize;

  private boolean initializeSeen;
  private boolean initializedSeen;

  /** The client has had the answer to its initialize, which the relay has sent once more. */
  private boolean replays;

  private boolean notReplayed;

  /** The client may know other lists than the daemon thinks. */
  private boolean listsDue;

  /** Whether the next line may be the initialize without which the session cannot be resumed. */
  public boolean wantsInitialize() {
    return initialize == null && value == null;
  }

  /** The client's initialize comes. */
  public void beginInitialize() {
    initializeSeen = true;
  }

  /** It has come whole, with its line end. */
  public void keepInitialize(byte[] frame) {
    initialize = frame;
  }

  /** It has failed, and the client may try again. */
  public void forgetInitialize() {
    initialize = null;
    initializeSeen = false;
    initializedSeen = false;
  }

  public void initialized() {
    initializedSeen = true;
  }

  /** Whether the client waits for its session to open. */
  public boolean isOpening() {
    return initializeSeen && value == null && !initializedSeen;
  }

  /** Whether an initialize of the relay's own awaits its answer. */
  public boolean isReplaying() {
    return replays;
  }

  /** It gets none. */
  public void endReplay() {
    replays = false;
  }

  /**
   * The initialize has been answered.
   *
   * @param error whether that is an error
   * @return whether the relay had sent it, so that the client is not to see the answer
   */
  public boolean takeAnswer(boolean error, OwedFrames owed) {
    boolean replayed = replays;
    replays = false;
    notReplayed = replayed && error;
    if (error && !replayed) {
      forgetInitialize();
    }
    if (replayed && !error && listsDue) {
      listsDue = false;
      owed.changeLists();
    }
    return replayed;
  }

  /** Whether the relay's own initialize was answered with an error, said once. */
  public boolean takeNotReplayed() {
    boolean failed = notReplayed;
    notReplayed = false;
    return failed;
  }

  /** The daemon's value, as JSON; "null" for none. */
  public void takeValue(String json) {
    boolean usable =
        json.length() >= 2 && json.length() <= MAX_VALUE_BYTES && json.charAt(0) == '"';
    value = usable ? json : null;
    unresumable = !usable;
  }

  /** The next daemon does not understand the value; whether the session can be opened without. */
  public boolean dropValue() {
    boolean droppable = value != null && initialize != null;
    if (droppable) {
      value = null;
      listsDue = true;
    }
    return droppable;
  }

  /** Whether the session can go on with another daemon. */
  public boolean isPossible() {
    return !unresumable && (value != null || initialize != null || !initializeSeen);
  }

  /**
   * What the next daemon is to resume the session with, as JSON; null where the client's initialize
   * is to open it, or nothing.
   */
  public String offer(ClientRequests requests) {
    return requests.initialize() != null ? null : value;
  }

  /**
   * What has to be sent before anything else where there is no value: the client's initialize, and
   * initialized. Expects that what was sent to the last daemon has been failed, and that what was
   * not ends at 1 or later.
   */
  public byte[] replay(ClientRequests requests) {
    Request waits = requests.initialize();
    if (initialize == null || waits != null && !waits.isSent() || waits == null && value != null) {
      return NOTHING;
    }
    if (waits != null && !replays) {
      return initialize;
    }
    String id = RawJson.find(new String(initialize, StandardCharsets.ISO_8859_1), "id");
    if (waits == null && id != null) {
      requests.replay(id);
      replays = true;
    }
    if (!initializedSeen) {
      return initialize;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(initialize.length + INITIALIZED.length);
    out.writeBytes(initialize);
    out.writeBytes(INITIALIZED);
    return out.toByteArray();
  }
}
