package dev.mcpmux.core.legacy;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.ListKind;

/**
 * Tells sessions that a list of their server has changed: only those that were promised it, after
 * they said that they are initialized, and when one change follows another, once for all in a
 * while. One of several sessions of a client is told at once.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/tools#list-changed-notification">2025-11-25/server/tools#list-changed-notification</a>
 */
public final class ListChanges implements Feature {
  private final MuxState state;

  public ListChanges(MuxState state) {
    this.state = state;
  }

  /**
   * The frame tells of a change. It is passed on to a client as it is, unless another came just
   * before. Who stands for a client is told of the kind alone; also just after another, when it has
   * asked for such a list since.
   */
  public void onChanged(Upstream upstream, ListKind list, FrameView frame) {
    upstream.calls().onChanged();
    boolean quiet = upstream.lists().isQuiet(list);
    for (Session session : upstream.sessions()) {
      boolean waits = quiet && (!isMember(session) || session.lists().isTold(list));
      if (!waits && mayTell(session, list)) {
        tell(session, list, frame);
      } else if (promised(session, list)) {
        session.lists().owe(list);
      }
    }
    if (!quiet) {
      openWindow(upstream, list);
    }
  }

  private void tell(Session session, ListKind list, FrameView frame) {
    if (isMember(session)) {
      session.lists().tell(list);
      state.send(session, list.frame());
    } else {
      state.pass(session, MuxActions.MAIN_STREAM, frame);
    }
  }

  private void openWindow(Upstream upstream, ListKind list) {
    long millis = state.limits().listChangedWindowMillis();
    if (millis > 0) {
      Timer end = state.in(millis, () -> closeWindow(upstream, list));
      upstream.lists().keepQuiet(list, end);
    }
  }

  private void closeWindow(Upstream upstream, ListKind list) {
    boolean told = false;
    for (Session session : upstream.sessions()) {
      told |= tellIfOwed(session, list);
    }
    if (told) {
      openWindow(upstream, list);
    }
  }

  /** The server behind a session may list something else now. */
  public void owe(Session session) {
    for (ListKind list : ListKind.values()) {
      if (promised(session, list)) {
        session.lists().owe(list);
      }
    }
    onReadable(session);
  }

  /** As {@link #owe(Session)}, of one kind. */
  public void owe(Session session, ListKind list) {
    if (promised(session, list)) {
      session.lists().owe(list);
      tellIfOwed(session, list);
    }
  }

  @Override
  public void onReadable(Session session) {
    for (ListKind list : ListKind.values()) {
      tellIfOwed(session, list);
    }
  }

  private boolean tellIfOwed(Session session, ListKind list) {
    if (session.lists().isOwed(list) && mayTell(session, list)) {
      session.lists().tell(list);
      state.send(session, list.frame());
      return true;
    }
    return false;
  }

  private static boolean mayTell(Session session, ListKind list) {
    return (session.takesNotices() || isMember(session)) && promised(session, list);
  }

  /** Who stands for a client decides by the newest list, and tells the client when it may. */
  private static boolean isMember(Session session) {
    return session.origin().isMember();
  }

  private static boolean promised(Session session, ListKind list) {
    return session.handshake() != null && session.handshake().listChanged().contains(list);
  }
}
