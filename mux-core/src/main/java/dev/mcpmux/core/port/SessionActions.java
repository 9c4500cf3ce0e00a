package dev.mcpmux.core.port;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those of the {@link MuxActions} that are about a session. */
public interface SessionActions {

  /**
   * The stream of a session that has only one (a socket or stdio session); of others, the one for
   * what belongs to no request of the client's. Streams of requests have positive numbers, never
   * used again in a session. What is about a request that has ended may still come on its stream:
   * it then belongs on this one.
   */
  int MAIN_STREAM = 0;

  /** Sends an upstream's frame, with {@code edits} made, to a session, on one of its streams. */
  void reply(int session, int stream, FrameView frame, FrameEdits edits);

  /**
   * Sends a frame of the core's own making to a session.
   *
   * @param frame one JSON-RPC message in UTF-8 without a line end; not modified afterwards by
   *     either side
   */
  void send(int session, int stream, byte[] frame);

  /**
   * Closes a session after what was sent to it has been flushed. Not answered: the core has
   * forgotten the session.
   */
  void closeSession(int session, CloseCause cause);

  /**
   * What it takes to open a session again has changed. Said before the answer to {@code
   * initialize}, and behind every other message that is about it.
   */
  default void sessionState(int session, SessionState state) {}

  /** Stops reading from a session until {@link #resumeReads}. */
  void pauseReads(int session);

  /** Undoes {@link #pauseReads}. */
  void resumeReads(int session);

  /**
   * Reads which tools this client has used in this project, in this process or an earlier one.
   * Answered by {@link dev.mcpmux.core.Mux#onUsedLoaded}, for which nobody waits; where it is not
   * answered, none were.
   *
   * @param client its name
   * @param project null for none
   */
  default void loadUsed(String client, @Nullable String project) {}

  /**
   * Asks the model of {@link dev.mcpmux.core.config.Aggregate#model} what texts mean. Only asked
   * where the config has one.
   *
   * @param first whether somebody waits for it: it comes before what nobody waits for
   * @return whether it is answered, by {@link dev.mcpmux.core.Mux#onEmbedded} and as a later event;
   *     where not, the search goes by words alone
   */
  default boolean embed(List<String> texts, boolean first) {
    return false;
  }
}
