package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.port.MuxListener;

/**
 * Takes what clients send, whether they have one server or all: answers what needs no server,
 * refuses what may not go on, and tells the rest apart.
 */
public abstract class FrontDoor<C extends FrontDoor.Client> {

  /** Whoever sends. */
  public interface Client {
    int number();

    /** The protocol version it was answered with; empty before. */
    String version();

    /** Whether it has not sent {@code initialize}, or that was answered with an error. */
    boolean isNew();

    /** Whether the id is that of a request without reply. */
    boolean awaits(RequestId id);

    /** How many of its requests await their reply. */
    int inFlight();

    /** The name of its one server; null for none. */
    String server();
  }

  private final MuxListener listener;

  protected FrontDoor(MuxListener listener) {
    this.listener = listener;
  }

  protected abstract int maxInFlight();

  protected abstract void send(C client, int stream, byte[] frame);

  /** The first {@code initialize} that is sound. Returns why it is refused; null when it is not. */
  protected abstract Refusal initialize(C client, int stream, FrameView frame);

  /** Why a request that is not one of {@code initialize} has no server; null when it may have. */
  protected abstract Refusal unavailable(C client, FrameView frame);

  /** A request for a server. Returns why it is refused; null when it is not. */
  protected abstract Refusal request(C client, int stream, RequestId id, FrameView frame);

  /** Returns whether it concerns anything. */
  protected abstract boolean notification(C client, FrameView frame);

  /** Returns whether it answers anything. */
  protected abstract boolean reply(C client, FrameView frame);

  /** What is meant as a reply and cannot be passed on. */
  protected abstract void brokenReply(C client, FrameView frame);

  /** A frame of the client's, on this stream. */
  public final void onFrame(C client, int stream, FrameView frame) {
    if (frame.fault() == FrameFault.ARRAY && Revision.V2025_03_26.is(client.version())) {
      boolean any = Batches.split(frame, message -> onMessage(client, stream, message, true));
      if (!any) {
        onInvalid(client, stream, frame);
      }
    } else if (frame.fault() != FrameFault.BLANK) {
      onMessage(client, stream, frame, false);
    }
  }

  private void onMessage(C client, int stream, FrameView frame, boolean inBatch) {
    switch (frame.kind()) {
      case REQUEST -> onRequest(client, stream, frame, inBatch);
      case NOTIFICATION -> {
        if (!notification(client, frame)) {
          listener.sessionFrameRefused(
              client.number(), frame, "concerns nothing of this session's");
        }
      }
      case RESPONSE, ERROR_RESPONSE -> {
        if (!reply(client, frame)) {
          listener.sessionFrameRefused(client.number(), frame, "no such request");
        }
      }
      case INVALID -> onInvalid(client, stream, frame);
    }
  }

  private void onInvalid(C client, int stream, FrameView frame) {
    // Only what was meant as a request is answered under its id: with the id of a broken reply the
    // client would take the error for the answer to a request of its own.
    RequestId id = null;
    if (!frame.looksLikeRequest()) {
      brokenReply(client, frame);
    } else if (frame.has(Field.ID)) {
      id = RequestId.copyOf(frame, Field.ID);
    }
    refuse(
        client,
        stream,
        frame,
        id,
        new Refusal(frame.fault().code(), "invalid-frame", frame.faultText(), null));
  }

  private void onRequest(C client, int stream, FrameView frame, boolean inBatch) {
    if (frame.method() == Method.PING) {
      send(client, stream, Messages.result(frame.raw(Field.ID), "{}"));
      return;
    }
    RequestId id = RequestId.copyOf(frame, Field.ID);
    Refusal refusal =
        switch (frame.method()) {
          case SERVER_DISCOVER, SUBSCRIPTIONS_LISTEN, TASKS_UPDATE ->
              Refusal.methodNotFound(frame.text(Field.METHOD));
          case INITIALIZE -> onInitialize(client, stream, frame, inBatch);
          default -> {
            Refusal refused = check(client, id, frame);
            yield refused != null ? refused : request(client, stream, id, frame);
          }
        };
    if (refusal != null) {
      refuse(client, stream, frame, id, refusal);
    }
  }

  private Refusal onInitialize(C client, int stream, FrameView frame, boolean inBatch) {
    if (inBatch) {
      return Refusal.invalidRequest("initialize must not be part of a batch");
    } else if (!client.isNew()) {
      return Refusal.invalidRequest("the session is initialized already");
    } else if (!frame.is(Field.PROTOCOL_VERSION, ValueType.STRING)
        || !frame.is(Field.CAPABILITIES, ValueType.OBJECT)) {
      return Refusal.invalidParams(
          "initialize needs protocolVersion, a string, and capabilities, an object");
    }
    return initialize(client, stream, frame);
  }

  /** Null when the request may go on. */
  private Refusal check(C client, RequestId id, FrameView frame) {
    if (isModern(frame) || isNotification(frame.method())) {
      return Refusal.methodNotFound(frame.text(Field.METHOD));
    }
    Refusal unavailable = unavailable(client, frame);
    if (unavailable != null) {
      return unavailable;
    } else if (client.isNew()) {
      return Refusal.invalidRequest(
          "the session is not initialized: "
              + frame.text(Field.METHOD)
              + " came before initialize");
    } else if (client.awaits(id)) {
      return Refusal.invalidRequest("a request with this id is in flight already");
    } else if (client.inFlight() >= maxInFlight()) {
      return Refusal.busy(
          "requests in flight", client.inFlight() + 1L, maxInFlight(), client.server());
    }
    return null;
  }

  /** One under a request's id must not reach a server that others use, least a cancel. */
  private static boolean isNotification(Method method) {
    return method != Method.UNKNOWN && !method.isRequest();
  }

  /**
   * Whether the request is of the era without handshake, in which every request names its version.
   */
  private static boolean isModern(FrameView frame) {
    return frame.is(Field.META_PROTOCOL_VERSION, ValueType.STRING)
        && Revision.V2026_07_28.isIn(frame.text(Field.META_PROTOCOL_VERSION));
  }

  /** The id of the request that a client takes back; null when it names none. */
  public static RequestId cancelled(FrameView frame) {
    return frame.is(Field.REQUEST_ID, ValueType.STRING)
            || frame.is(Field.REQUEST_ID, ValueType.NUMBER)
        ? RequestId.copyOf(frame, Field.REQUEST_ID)
        : null;
  }

  private void refuse(C client, int stream, FrameView frame, RequestId id, Refusal refusal) {
    send(client, stream, Messages.error(id, refusal));
    listener.sessionFrameRefused(client.number(), frame, refusal.reason());
  }
}
