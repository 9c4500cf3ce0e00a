package dev.mcpmux.core.port;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import java.util.List;

/**
 * The effects of {@link dev.mcpmux.core.Mux}: everything it wants done outside itself, called from
 * within its {@code on…} methods.
 *
 * <p><b>Frames.</b> {@link #forward}, {@link #reply} and {@link #park} are given a frame: the one
 * that the event at hand came with, a message of it when it is a batch, or a copy of the core's
 * own. Frame and edits are borrowed: the driver copies the one, with the others made ({@link
 * dev.mcpmux.core.frame.FrameSplicer}), before the method returns.
 *
 * <p><b>One line.</b> What these methods send is one line to every reader of lines: {@link
 * #forward}, {@link #reply} and {@link #park} are never given a frame that is not ({@link
 * dev.mcpmux.core.frame.FrameView#isUntidy}), but the core's own copy of it. A driver has nothing
 * to replace.
 *
 * <p><b>Re-entry.</b> An implementation must not call back into {@link dev.mcpmux.core.Mux} from an
 * effect; what it learns there (a failed write, say) it reports as a later event. Effects on a
 * session or an upstream that has just gone are ignored.
 *
 * <p><b>Thread.</b> The one thread that drives the {@link dev.mcpmux.core.Mux}.
 */
public interface MuxActions extends SessionActions {

  /** Sends a session's frame, with {@code edits} made, to an upstream. */
  void forward(int upstream, FrameView frame, FrameEdits edits);

  /** As {@link #send}, to an upstream. */
  void sendUpstream(int upstream, byte[] frame);

  /**
   * Keeps a session's frame until {@link #forwardParked} or {@link #dropParked} names the same
   * ticket.
   */
  void park(long ticket, FrameView frame);

  /** Sends a parked frame, with edits applied, to an upstream; the ticket ends. */
  void forwardParked(long ticket, int upstream, FrameEdits edits);

  /** Frees a parked frame that will not be sent; the ticket ends. */
  void dropParked(long ticket);

  /**
   * Starts a process. Answered by {@link dev.mcpmux.core.Mux#onUpstreamStarted} and then {@link
   * dev.mcpmux.core.Mux#onUpstreamExit}, or by the latter alone when it could not be started.
   *
   * @param server the server's name, for logs
   */
  void startUpstream(int upstream, String server, Launch launch);

  /**
   * Stops a process: closes its stdin, then by signals, as {@code
   * 2025-11-25/basic/lifecycle#shutdown} says. Answered by {@link
   * dev.mcpmux.core.Mux#onUpstreamExit}.
   */
  void stopUpstream(int upstream);

  /**
   * Reads what {@link #saveState} was last given, in this process or an earlier one. Always
   * answered by {@link dev.mcpmux.core.Mux#onStateLoaded}, for which sessions wait.
   *
   * @param key a short name of letters
   */
  void loadState(String key);

  /** Keeps these bytes beyond the end of this process, in a place that only the user can read. */
  void saveState(String key, byte[] bytes);

  /**
   * Reads what {@link #saveCatalog} was last given under a key, in this process or an earlier one,
   * and looks at the program of a launch. Always answered by {@link
   * dev.mcpmux.core.Mux#onCatalogLoaded}, for which sessions wait.
   *
   * @param key a long text, which holds secrets: it must not be told from the name of a file
   */
  void loadCatalog(String key, Launch launch);

  /** Keeps these bytes as {@link #saveState} does. */
  void saveCatalog(String key, byte[] bytes);

  /**
   * Looks whether an upstream does anything. Answered by {@link
   * dev.mcpmux.core.Mux#onUpstreamSeen}, unless it has gone; where it is not answered, an upstream
   * never counts as hung.
   */
  default void lookAtUpstream(int upstream) {}

  /** An upstream has answered {@code initialize}: what it was started with works. */
  default void confirmUpstream(int upstream) {}

  /**
   * An upstream will not become ready: it has failed, or it waited for its turn and is not needed
   * any more.
   *
   * @param why says so
   */
  default void giveUpUpstream(int upstream, String why) {}

  /**
   * An upstream has failed beside another that may be why; it is tried again when that one has
   * ended.
   *
   * @param again the number of the one that is started then
   */
  default void retryUpstream(int upstream, int again) {}

  /**
   * The last lines that the process of an upstream has written to stderr so far, oldest first,
   * without line ends; empty for none, and where the driver does not know.
   */
  default List<String> stderrSoFar(int upstream) {
    return List.of();
  }
}
