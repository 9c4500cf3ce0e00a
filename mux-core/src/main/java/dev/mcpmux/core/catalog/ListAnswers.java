package dev.mcpmux.core.catalog;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.route.Parking;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.ListMethods;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.ToolFilters;
import java.nio.ByteBuffer;

/**
 * Answers list calls from the {@link Catalog} while no process of the session's is ready: a list
 * whose changes the server announces without starting it, another one while it starts. A session is
 * never given a list older than what it knows.
 */
public final class ListAnswers {
  private final MuxState state;
  private final Catalog catalog;
  private final Parking parking;
  private final InFlight inFlight;

  public ListAnswers(MuxState state, Catalog catalog, Parking parking, InFlight inFlight) {
    this.state = state;
    this.catalog = catalog;
    this.parking = parking;
    this.inFlight = inFlight;
  }

  /** Whether the frame, a list call, was answered. */
  public boolean answer(Session session, int stream, FrameView frame) {
    if (!ListMethods.isPlain(frame) || !session.parked().isEmpty()) {
      return false;
    }
    byte[] list = known(session, frame.method());
    if (list == null) {
      return false;
    }
    byte[] reply = reply(session, frame.method(), frame.raw(Field.ID), list);
    inFlight.answerAtOnce(session, stream, frame, reply, CallEnd.KNOWN);
    wakeUnlessTold(session, frame.method());
    return true;
  }

  /** Answers what a session has parked, up to the first thing that needs the process. */
  public void answerParked(Session session) {
    ClientRequest request = session.parked().firstRequest();
    while (request != null && request.isPlainList) {
      byte[] list = known(session, request.method);
      if (list == null) {
        return;
      }
      parking.drop(request);
      inFlight.answer(
          request, reply(session, request.method, request.id.token(), list), CallEnd.KNOWN);
      wakeUnlessTold(session, request.method);
      request = session.parked().firstRequest();
    }
  }

  /** Null when the process must be asked. */
  private byte[] known(Session session, Method method) {
    Upstream upstream = session.upstream();
    boolean may =
        session.isOpen() && !session.waitsForRoots() && upstream != null && upstream.isYetToCome();
    if (!may) {
      return null;
    }
    return session.lists().mayBeGiven(method, upstream.key())
        ? catalog.list(upstream.key(), method)
        : null;
  }

  private byte[] reply(Session session, Method method, byte[] id, byte[] list) {
    session.lists().see(method, session.upstream().key());
    state.sees(session, method, list);
    if (method != Method.TOOLS_LIST || session.tools().isNone()) {
      return Messages.result(id, list);
    }
    FrameEdits edits = new FrameEdits();
    ToolFilters.edit(session.tools(), list, 0, edits);
    byte[] shown = FrameSplicer.splice(ByteBuffer.wrap(list), 0, list.length, edits);
    return Messages.result(id, shown);
  }

  private void wakeUnlessTold(Session session, Method method) {
    if (!session.handshake().listChanged().contains(ListMethods.kind(method))) {
      state.touched.want(session.upstream());
    }
  }
}
