package dev.mcpmux.core.table;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.words.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts what is kept for as long as a session or a process lives, of all of them together: each is
 * bounded by itself, but there may be many.
 */
public final class Kept {

  /** About what a text takes beside its characters. */
  private static final int TEXT_BYTES = 64;

  private final Supplier<Limits> limits;
  private final Map<Object, Long> shares = new HashMap<>();
  private long bytes;

  public Kept(Supplier<Limits> limits) {
    this.limits = limits;
  }

  /**
   * Makes room for more.
   *
   * @param holder a session's number, an upstream, or what stands for a part of what one has
   * @return whether there is room; else nothing is counted
   */
  public boolean add(Object holder, long more) {
    if (bytes + more > limits.get().maxKeptBytes()) {
      return false;
    }
    bytes += more;
    shares.merge(holder, more, Long::sum);
    return true;
  }

  /** As {@link #add}, of what takes the place of all that the holder has. */
  public boolean set(Object holder, long share) {
    long before = shares.getOrDefault(holder, 0L);
    drop(holder);
    boolean room = add(holder, share);
    if (!room) {
      add(holder, before);
    }
    return room;
  }

  /** Frees all that a holder has, which may be nothing. */
  public void drop(Object holder) {
    Long share = shares.remove(holder);
    if (share != null) {
      bytes -= share;
    }
  }

  /** Says that there is no room, as {@code actual (limit: n)}. */
  public String full(long more) {
    return "bytes kept of all sessions and servers: "
        + (bytes + more)
        + " (limit: "
        + limits.get().maxKeptBytes()
        + ")";
  }

  public Refusal refusal(long more) {
    return Refusal.of("busy", full(more), null);
  }

  /** Makes room for what is kept of a client's {@code initialize}. Null when there is some. */
  public Refusal initialize(int session, FrameView frame) {
    long bytes = frame.frameBytes();
    int limit = limits.get().maxInitializeBytes();
    if (bytes > limit) {
      return Refusal.busy("bytes of initialize", bytes, limit, null);
    }
    // as it is, and canonical; one that comes after one that was refused takes its place
    return set(initializeOf(session), 2 * bytes) ? null : refusal(2 * bytes);
  }

  /** A session keeps nothing any more of its hello and {@code initialize}. */
  public void dropSession(int session) {
    drop(session);
    drop(initializeOf(session));
  }

  private static Object initializeOf(int session) {
    return "initialize " + session;
  }

  /** What a session takes before it has said anything but its hello. */
  public static long of(SessionHello hello) {
    long sum = 0;
    for (Map.Entry<String, String> variable : hello.environment().entrySet()) {
      sum += text(variable.getKey()) + text(variable.getValue());
    }
    if (hello.target() instanceof Target.AdHoc adHoc) {
      for (String word : adHoc.command()) {
        sum += text(word);
      }
    }
    return sum;
  }

  private static long text(String text) {
    return TEXT_BYTES + text.length();
  }
}
