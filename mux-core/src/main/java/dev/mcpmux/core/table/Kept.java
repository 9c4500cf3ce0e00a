package dev.mcpmux.core.table;

import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts what is kept for as long as a session or a process lives, of all of them together: each is
 * bounded by itself, but there may be many.
 */
public final class Kept {

  /** About what a text takes beside its characters. */
  private static final int TEXT_BYTES = 64;

  private final LongSupplier limit;
  private final Map<Object, Long> shares = new HashMap<>();
  private long bytes;

  public Kept(LongSupplier limit) {
    this.limit = limit;
  }

  /**
   * Makes room for more.
   *
   * @param holder a session's number, an upstream, or what stands for a part of what one has
   * @return whether there is room; else nothing is counted
   */
  public boolean add(Object holder, long more) {
    if (bytes + more > limit.getAsLong()) {
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
        + limit.getAsLong()
        + ")";
  }

  public Refusal refusal(long more) {
    return new Refusal(Messages.INTERNAL_ERROR, "busy", full(more), null);
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
