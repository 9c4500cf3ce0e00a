package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.table.LeftWork;
import java.util.Set;

/**
 * Finds out which request of one upstream an error means that comes without an id, as JSON-RPC 2.0
 * section 5 has it for a request that the server could not make out. It is the one that is pending
 * when there is no other, and nothing else that was sent can be meant: some servers answer
 * notifications in this way, too. Nothing is guessed among several.
 */
public final class NamelessErrors {
  private static final int NEVER = -1;
  private static final long NOBODY = -1;

  /** What servers say of a notification they do not know: a method they lack, or no request. */
  private static final Set<String> OF_UNKNOWN = Set.of("-32601", "-32600");

  private final PendingTable pendings;
  private final LeftWork leftWork;

  /**
   * The last id that the upstream had been given when it was last sent a session's notification.
   */
  private long notifiedBehind = NEVER;

  /** The same for one of mcpmux's own. */
  private long toldBehind = NEVER;

  /** The youngest request that was answered under its id. */
  private long lastAnswered;

  NamelessErrors(PendingTable pendings, LeftWork leftWork) {
    this.pendings = pendings;
    this.leftWork = leftWork;
  }

  /** A notification of a session is sent, or what else may be answered with a word of its own. */
  public void onNotification() {
    notifiedBehind = pendings.lastId();
  }

  /** A notification is sent that is about no session. */
  public void onOwnNotification() {
    toldBehind = pendings.lastId();
  }

  /** A request was answered under its id. */
  public void onAnswer(long id) {
    lastAnswered = Math.max(lastAnswered, id);
  }

  /**
   * The id of the request that is meant; -1 when it could be several, or none.
   *
   * @param error or another reply that names none
   * @param cameWith the request on whose stream it came; 0 for none
   */
  public long answered(FrameView error, long cameWith) {
    if (cameWith > 0) {
      return cameWith;
    }
    // One that was given up may be answered late, and a word about one session's is none for
    // others.
    boolean others =
        pendings.size() != 1
            || leftWork.mayBeAnswered()
            || lastAnswered <= notifiedBehind
            || lastAnswered <= toldBehind
                && OF_UNKNOWN.contains(String.valueOf(error.text(Field.ERROR_CODE)));
    return others ? NOBODY : pendings.only();
  }
}
