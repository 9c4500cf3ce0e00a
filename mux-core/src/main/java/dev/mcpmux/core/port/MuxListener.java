package dev.mcpmux.core.port;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link dev.mcpmux.core.Mux} reports to whoever watches it; nothing here changes what it
 * does. Called on the driving thread, with nothing formatted: an implementation that keeps or
 * prints something pays for it itself. A {@link FrameView} is valid only during the call.
 */
public interface MuxListener {

  /** Reports nothing. */
  MuxListener NONE = new MuxListener() {};

  /** Its process is being started. */
  default void upstreamStarting(int upstream, String server) {}

  /**
   * It is to start when others have.
   *
   * @param place its place among those that wait, from 1
   */
  default void upstreamQueued(int upstream, String server, int place) {}

  /** It is to start when those before it have ended, as its server can be there only once. */
  default void upstreamInTurn(int upstream, String server) {}

  /** It has been starting for so long and has not answered {@code initialize}. */
  default void upstreamStartSlow(int upstream, String server, long millis) {}

  /**
   * Its process runs.
   *
   * @param circle the sessions it is for: a project root, or {@code session N}; empty for all
   */
  default void upstreamRuns(int upstream, String server, String circle) {}

  default void upstreamReady(int upstream, String server) {}

  /**
   * Its process could not be started, or did not come to answer {@code initialize}.
   *
   * @param message says why, with the end of the server's stderr
   */
  default void upstreamFailed(int upstream, String server, String message) {}

  /**
   * As {@link #upstreamFailed}, beside another that may be why: that one ends first, and then this
   * is tried again.
   *
   * @param again the number of the one that is started then
   */
  default void upstreamFailedBeside(int upstream, String server, String message, int again) {}

  /**
   * Its process shows no sign of life while requests wait, and is replaced: {@link
   * #upstreamStopping} follows.
   *
   * @param message says so
   */
  default void upstreamHung(int upstream, String server, String message) {}

  /**
   * It waited for its turn to start, and is not needed any more.
   *
   * @param message says so
   */
  default void upstreamNotNeeded(int upstream, String server, String message) {}

  /** Its process is told to end; {@link #upstreamExited} follows. */
  default void upstreamStopping(int upstream, String server, EndReason reason) {}

  default void upstreamExited(int upstream, String server, UpstreamExit exit) {}

  /** A line from a server that is not a JSON-RPC message; reaches no session. */
  default void upstreamNoise(int upstream, String server, FrameView line) {}

  /** A well-formed message from a server that belongs to no session (any more) and was dropped. */
  default void upstreamFrameDropped(int upstream, String server, FrameView frame, String reason) {}

  /**
   * A session asks its server something: it is sent, waits to be, or is answered here in place of
   * the server. {@link #requestEnded} follows, once.
   *
   * @param session the client's, also where it has all servers
   * @return a mark of the listener's own, which it is given back at the end
   */
  default byte requestBegun(int session, String server, FrameView request) {
    return 0;
  }

  /**
   * A request is given to a process, or waits for the reply that another like it gets from there.
   *
   * @param bytes of its frame, 0 where another has gone in its place
   */
  default void requestSent(int upstream, String server, long bytes) {}

  /** A process has not taken a request that was sent to it; it is sent again, to another. */
  default void requestUntaken(int upstream, String server) {}

  /**
   * A request ends that was not answered as it came: the {@link #requestEnded} that follows at once
   * is about this one.
   *
   * @param id what its session knows it by
   * @param reply what the server has answered; null where it has not
   */
  default void requestEnding(RequestId id, @Nullable FrameView reply) {}

  /**
   * A request has its answer, or gets none any more.
   *
   * @param upstream where it was sent last; 0 for nowhere
   * @param mark what {@link #requestBegun} gave
   * @param bytes of the reply's frame as it was answered; 0 for no answer
   * @param nanos since it was sent; -1 for one that was not
   */
  default void requestEnded(
      int session, int upstream, String server, byte mark, CallEnd how, long bytes, long nanos) {}

  /**
   * A session has come that uses this server, or one with all servers that uses it among others.
   * {@link #serverLeft} follows, once.
   */
  default void serverWanted(String server) {}

  /** One of those that use this server has gone, or uses it no more. */
  default void serverLeft(String server) {}

  /**
   * A client has said in {@code initialize} who it is.
   *
   * @param client its name, for people; empty where it has not said any
   * @param project as {@link SessionHello#projectRoot}; null for none
   * @param clientSessionId as {@link SessionHello#clientSessionId}; empty for none
   */
  default void sessionNamed(
      int session, String client, @Nullable String project, String clientSessionId) {}

  /** A client came that is not let in. */
  default void sessionRefused(int session, CloseCause cause) {}

  /**
   * A request or notification of a session that mcpmux answered with an error or ignored itself.
   */
  default void sessionFrameRefused(int session, FrameView frame, String reason) {}

  /** A session has gone, and nothing more is reported of it. */
  default void sessionEnded(int session) {}

  /** A request of a server that mcpmux answered itself because no session certainly caused it. */
  default void serverRequestRefused(int upstream, String server, FrameView frame, String reason) {}

  /**
   * Other variables of a client's environment name a session from now on than before: a shared
   * process gets none of them.
   *
   * @param client its name
   * @param names all of them
   */
  default void variablesLearned(String client, Collection<String> names) {}

  /**
   * Sessions do not get all of a list, because a bound was reached; reported once per list and
   * process.
   *
   * @param what which list, what has become of it, and why
   */
  default void listCut(int upstream, String server, String what) {}

  /**
   * There was more of something than is remembered of a server, and some of it was forgotten.
   *
   * @param what of what, how much, and what was forgotten; the same text each time
   */
  default void forgotten(String server, String what) {}

  /**
   * A session with all servers was ended, because something was thrown where one of its servers has
   * answered: memory has run out, or it was a mistake. Nobody else is concerned.
   */
  default void sessionFailed(int session, Throwable failure) {}

  /**
   * A session with all servers goes on without one of them, for now: its list is not part of the
   * answer, or it is not there at all.
   *
   * @param method what it did not answer, or not in time
   */
  default void memberSkipped(int session, String server, String method, String reason) {}
}
