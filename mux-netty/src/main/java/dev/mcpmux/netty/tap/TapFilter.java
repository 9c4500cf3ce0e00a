package dev.mcpmux.netty.tap;

import java.util.Objects;

/**
 * Which frames a tap shows. A reply counts as its request does.
 *
 * @param server a name; null for all
 * @param session a number; 0 for all
 * @param method null for all
 * @param tool a tool, prompt or resource; null for all
 * @param outcome what a reply must be like; its request is shown with it
 */
public record TapFilter(String server, int session, String method, String tool, Outcome outcome) {

  /** Shows everything. */
  public static final TapFilter ALL = new TapFilter(null, 0, null, null, Outcome.ANY);

  /**
   * @param errors only what has failed
   * @param nanos only what took as long; 0 for anything
   */
  public record Outcome(boolean errors, long nanos) {

    static final Outcome ANY = new Outcome(false, 0);

    boolean isAny() {
      return equals(ANY);
    }
  }

  /** Whether requests are to be kept until it is known how they end. */
  boolean awaitsReplies() {
    return !outcome.isAny();
  }

  /** Whether the frame is of what is wanted, however it ends. */
  boolean concerns(TapFrame frame) {
    return (session == 0 || session == frame.link().session())
        && (server == null || server.equals(frame.link().server()))
        && (method == null || Objects.equals(method, frame.head().method()))
        && (tool == null || Objects.equals(tool, frame.head().tool()));
  }

  /** Of one that {@link #concerns} it: whether it is shown when it comes. */
  boolean showsNow(TapFrame frame) {
    if (outcome.isAny()) {
      return true;
    }
    boolean slow = outcome.nanos() == 0 || frame.time().nanos() >= outcome.nanos();
    boolean failed = !outcome.errors() || frame.head().failed();
    return slow && failed && !frame.isRequest();
  }
}
