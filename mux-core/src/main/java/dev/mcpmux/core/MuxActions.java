package dev.mcpmux.core;

import dev.mcpmux.core.frame.FrameEdits;
import java.util.List;

/**
 * The effects of {@link Mux}: everything it wants done outside itself, called from within its
 * {@code on…} methods.
 *
 * <p><b>Current frame.</b> {@link #forward}, {@link #reply} and {@link #park} speak of the frame
 * whose {@code onSessionFrame} or {@code onUpstreamFrame} call is running. The driver owns its
 * bytes; the core only lends edits, which are valid until the method returns and must be applied
 * (or copied) before that.
 *
 * <p><b>One line.</b> What these methods send is one line to every reader of lines: {@link
 * #forward}, {@link #reply} and {@link #park} are never called for a frame that is not ({@link
 * dev.mcpmux.core.frame.FrameView#isUntidy}); the core sends its own copy of it instead, as a frame
 * of its own making. A driver has nothing to replace.
 *
 * <p><b>Re-entry.</b> An implementation must not call back into {@link Mux} from an effect; what it
 * learns there (a failed write, say) it reports as a later event. Effects on a session or an
 * upstream that has just gone are ignored.
 *
 * <p><b>Thread.</b> The one thread that drives the {@link Mux}.
 */
public interface MuxActions {

  /** Sends the current session frame, with {@code edits} applied, to an upstream. */
  void forward(int upstream, FrameEdits edits);

  /**
   * Sends the current upstream frame, with {@code edits} applied, to a session, on one of its
   * streams.
   */
  void reply(int session, int stream, FrameEdits edits);

  /**
   * Sends a frame of the core's own making to a session.
   *
   * @param frame one JSON-RPC message in UTF-8 without a line end; not modified afterwards by
   *     either side
   */
  void send(int session, int stream, byte[] frame);

  /** As {@link #send}, to an upstream. */
  void sendUpstream(int upstream, byte[] frame);

  /**
   * Keeps the current session frame until {@link #forwardParked} or {@link #dropParked} names the
   * same ticket.
   */
  void park(long ticket);

  /** Sends a parked frame, with edits applied, to an upstream; the ticket ends. */
  void forwardParked(long ticket, int upstream, FrameEdits edits);

  /** Frees a parked frame that will not be sent; the ticket ends. */
  void dropParked(long ticket);

  /**
   * Starts a process. Answered by {@link Mux#onUpstreamStarted} and then {@link
   * Mux#onUpstreamExit}, or by the latter alone when it could not be started.
   *
   * @param server the server's name, for logs
   */
  void startUpstream(int upstream, String server, Launch launch);

  /**
   * Stops a process: closes its stdin, then by signals, as {@code
   * 2025-11-25/basic/lifecycle#shutdown} says. Answered by {@link Mux#onUpstreamExit}.
   */
  void stopUpstream(int upstream);

  /**
   * Closes a session after what was sent to it has been flushed. Not answered: the core has
   * forgotten the session.
   */
  void closeSession(int session, CloseCause cause);

  /**
   * Reads what {@link #saveState} was last given, in this process or an earlier one. Always
   * answered by {@link Mux#onStateLoaded}, for which sessions wait.
   *
   * @param key a short name of letters
   */
  void loadState(String key);

  /** Keeps these bytes beyond the end of this process, in a place that only the user can read. */
  void saveState(String key, byte[] bytes);

  /**
   * Reads what {@link #saveCatalog} was last given under a key, in this process or an earlier one,
   * and looks at the program of a launch. Always answered by {@link Mux#onCatalogLoaded}, for which
   * sessions wait.
   *
   * @param key a long text, which holds secrets: it must not be told from the name of a file
   */
  void loadCatalog(String key, Launch launch);

  /** Keeps these bytes as {@link #saveState} does. */
  void saveCatalog(String key, byte[] bytes);

  /** Stops reading from a session until {@link #resumeReads}. */
  void pauseReads(int session);

  /** Undoes {@link #pauseReads}. */
  void resumeReads(int session);

  /**
   * The last lines that the process of an upstream has written to stderr so far, oldest first,
   * without line ends; empty for none, and where the driver does not know.
   */
  default List<String> stderrSoFar(int upstream) {
    return List.of();
  }
}
