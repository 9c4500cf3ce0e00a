package dev.mcpmux.core.catalog;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.legacy.ListChanges;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.sharing.CatalogKey;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.ListMethods;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.NextCursor;
import dev.mcpmux.core.words.Refusal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Keeps the {@link Catalog} and its sessions in step with a process: asks it for the lists that no
 * session has asked for, and tells sessions that were given other lists before it ran.
 */
public final class ListKeeper {
  /** Most clients ask for the lists themselves at once. */
  private static final long FILL_DELAY_MILLIS = 1_000;

  private final MuxState state;
  private final Catalog catalog;
  private final InFlight inFlight;
  private final ListChanges listChanges;

  public ListKeeper(MuxState state, Catalog catalog, InFlight inFlight, ListChanges listChanges) {
    this.state = state;
    this.catalog = catalog;
    this.inFlight = inFlight;
    this.listChanges = listChanges;
  }

  /** A process has answered {@code initialize}; its sessions have not been told anything yet. */
  public void onReady(Upstream upstream, Handshake handshake) {
    if (upstream.results() != null) {
      upstream.results().toolsChange(upstream.calls().nextEvent());
    }
    for (Session session : upstream.sessions()) {
      if (upstream.beginning().isFresh() || !session.wasServed()) {
        compareLater(upstream, session);
      }
    }
    boolean other =
        upstream.lists().hasUnconfirmed() && catalog.contradicts(upstream.key(), handshake);
    catalog.onHandshake(upstream, handshake);
    if (catalog.isOn()) {
      // Another server than the one whose lists were given has other lists, most likely.
      fillIn(upstream, other ? 0 : FILL_DELAY_MILLIS);
    }
  }

  private void fillIn(Upstream upstream, long millis) {
    upstream.lists().fillAt(state.in(millis, () -> fill(upstream)));
  }

  /** Notes which lists a session was given; it is told at once of those that nobody has kept. */
  private void compareLater(Upstream upstream, Session session) {
    Set<ListKind> differ = EnumSet.noneOf(ListKind.class);
    for (Method method : session.lists().seen()) {
      boolean same = session.lists().mayBeGiven(method, upstream.key());
      byte[] given = same ? catalog.list(upstream.key(), method) : null;
      if (given != null) {
        upstream.lists().give(method, given);
      } else {
        differ.add(ListMethods.kind(method));
      }
    }
    differ.forEach(kind -> listChanges.owe(session, kind));
  }

  private void fill(Upstream upstream) {
    if (!(upstream.state() instanceof Ready ready)) {
      return;
    }
    if (!upstream.hearsAll()) {
      fillIn(upstream, FILL_DELAY_MILLIS);
      return;
    }
    for (Method method : ListMethods.ALL) {
      boolean wanted =
          CatalogKey.keepsLists(upstream.key())
              && ready.handshake().declares(ListMethods.kind(method).capability())
              && !upstream.lists().isKnown(method);
      if (wanted) {
        ask(upstream, method);
      } else if (upstream.lists().isUnconfirmed(method)) {
        compare(upstream, method, null, null);
      }
    }
  }

  private void ask(Upstream upstream, Method method) {
    long sentAt = upstream.calls().nextEvent();
    OwnRequest.Handler handler =
        new OwnRequest.Handler() {
          @Override
          public void onReply(FrameView reply) {
            learn(upstream, method, sentAt, true, reply);
            catalog.onList(upstream, method, sentAt, true, reply);
            compare(upstream, method, reply, null);
          }

          @Override
          public void onTimeout(Refusal why) {
            compare(upstream, method, null, null);
          }
        };
    inFlight.ask(upstream, handler, id -> Messages.request(id, method));
  }

  /** The frame answers a list call of a session, and maybe of others. */
  public void onReply(Upstream upstream, ClientRequest request, FrameView reply) {
    learn(upstream, request.method, request.sentEvent(), request.cursor() == null, reply);
    catalog.onList(upstream, request.method, request.sentEvent(), request.isPlainList, reply);
    if (reply.kind() == FrameKind.RESPONSE) {
      sees(upstream, request);
      request.followers().forEach(each -> sees(upstream, each));
    }
    if (request.isPlainList) {
      compare(upstream, request.method, reply, request);
    }
  }

  /** What the tools are marked as counts for what is kept of their results. */
  private static void learn(
      Upstream upstream, Method method, long sentAt, boolean first, FrameView reply) {
    if (upstream.results() != null && method == Method.TOOLS_LIST) {
      upstream.results().listed(reply, sentAt, first);
    }
  }

  /** The config may have a cache from now on, which knows what the process has told before. */
  public void onReconfigured(Upstream upstream) {
    boolean told =
        upstream.results() != null
            && upstream.lists().isKnown(Method.TOOLS_LIST)
            && !upstream.lists().isUnconfirmed(Method.TOOLS_LIST);
    byte[] list = told ? catalog.list(upstream.key(), Method.TOOLS_LIST) : null;
    if (list != null) {
      upstream.results().knows(list);
    }
  }

  private void sees(Upstream upstream, ClientRequest request) {
    request.session.lists().see(request.method, upstream.key());
    state.sees(request.session, request.method, catalog.list(upstream.key(), request.method));
  }

  /**
   * @param reply null when the server does not have such lists any more, or does not tell
   * @param request whose session has seen it; null for none
   */
  private void compare(Upstream upstream, Method method, FrameView reply, ClientRequest request) {
    byte[] given = upstream.lists().confirm(method);
    boolean same =
        reply != null
            && reply.kind() == FrameKind.RESPONSE
            && Arrays.equals(given, NextCursor.resultOf(reply));
    if (given == null || same) {
      return;
    }
    for (Session session : upstream.sessions()) {
      boolean sees = request != null && request.session == session;
      if (!sees && session.lists().hasSeen(method)) {
        listChanges.owe(session, ListMethods.kind(method));
      }
    }
  }

  /** A process says that lists of this kind have changed. Its sessions are told. */
  public void onChanged(Upstream upstream, ListKind kind) {
    catalog.onListChanged(upstream, kind);
    if (upstream.results() != null && kind == ListKind.TOOLS) {
      upstream.results().toolsChange(upstream.calls().nextEvent());
    }
    for (Method method : ListMethods.ALL) {
      if (ListMethods.kind(method) == kind) {
        upstream.lists().confirm(method);
        for (Session session : upstream.sessions()) {
          session.lists().see(method, upstream.key());
        }
      }
    }
  }
}
