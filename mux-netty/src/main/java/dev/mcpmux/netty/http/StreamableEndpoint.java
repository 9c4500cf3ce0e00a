package dev.mcpmux.netty.http;

import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.netty.http.read.EventId;
import dev.mcpmux.netty.http.read.RequestBody;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * Streamable HTTP: POST sends messages and brings replies, GET listens and reads on where a
 * connection broke, DELETE ends the session.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http">2025-11-25/basic/transports#streamable-http</a>
 */
final class StreamableEndpoint {

  private static final String SESSION_MISSING =
      "Mcp-Session-Id is missing: a session begins with initialize, alone in its POST";

  private final SessionHost host;
  private final HttpSessions sessions;

  StreamableEndpoint(SessionHost host, HttpSessions sessions) {
    this.host = host;
    this.sessions = sessions;
  }

  void post(Exchange exchange, RequestBody body) {
    FrameView frame = body.finish();
    boolean initialize = frame.kind() == FrameKind.REQUEST && frame.method() == Method.INITIALIZE;
    HttpRefusal unreadable = unreadable(body, frame);
    if (unreadable != null) {
      exchange.refuse(unreadable);
    } else if (initialize) {
      // whatever session it names beside: clients go on to send the id of one that is gone
      initialize(exchange, body, frame);
    } else {
      HttpSession session = find(exchange, SESSION_MISSING);
      if (session != null) {
        take(exchange, session, body, frame);
      }
    }
  }

  /** Null when it may be a message, or an array of them. */
  static HttpRefusal unreadable(RequestBody body, FrameView frame) {
    FrameFault fault = body.length() == 0 ? FrameFault.BLANK : frame.fault();
    if (fault != FrameFault.PARSE_ERROR && fault != FrameFault.BLANK) {
      return null;
    }
    return new HttpRefusal(
        HttpResponseStatus.BAD_REQUEST,
        FrameFault.PARSE_ERROR.code(),
        fault == FrameFault.BLANK ? "the body is empty" : frame.faultText(),
        Map.of());
  }

  private void initialize(Exchange exchange, RequestBody body, FrameView frame) {
    HttpSession session = sessions.open(exchange);
    if (session != null) {
      HttpStream stream = session.openStream(exchange);
      session.initializesOn(stream);
      give(session, stream.number(), body, frame);
      host.settle();
    }
  }

  private void take(Exchange exchange, HttpSession session, RequestBody body, FrameView frame) {
    boolean request = frame.kind() == FrameKind.REQUEST;
    boolean batch =
        frame.fault() == FrameFault.ARRAY && session.knowsBatches() && !body.isEmptyArray();
    HttpRefusal refusal = request || batch ? sessions.refuseNew() : null;
    if (refusal != null) {
      exchange.refuse(refusal);
      return;
    }
    HttpStream stream = session.openStream(exchange);
    if (frame.kind() == FrameKind.INVALID && !batch) {
      stream.answersWith(HttpResponseStatus.BAD_REQUEST);
    } else if (batch || RequestCheck.prefersEvents(exchange)) {
      stream.neverJson();
    }
    give(session, stream.number(), body, frame);
    if (!request && !stream.hasMessages() && !session.awaits(stream)) {
      session.forget(stream);
      exchange.finish(exchange.empty(HttpResponseStatus.ACCEPTED));
    }
    host.settle();
    session.endSilentStreams();
    if (exchange.isWaiting() && exchange.stream != null && !stream.mayBeJson()) {
      stream.becomeEvents(); // so that it can be resumed from the start
    }
  }

  private void give(HttpSession session, int stream, RequestBody body, FrameView frame) {
    host.frame(session, stream, frame, body.buffer(), body.buffer().readerIndex());
  }

  void get(Exchange exchange) {
    HttpSession session = find(exchange, SESSION_MISSING);
    if (session == null) {
      return;
    }
    String last = exchange.header(Exchange.LAST_EVENT_ID);
    if (!last.isEmpty()) {
      resume(exchange, session, EventId.parse(last));
    } else if (sessions.isDraining()) {
      exchange.refuse(sessions.refuseNew());
    } else {
      session.main().open(exchange);
    }
  }

  private static void resume(Exchange exchange, HttpSession session, EventId last) {
    HttpStream stream = last == null ? null : session.stream(last.stream());
    if (stream == null || !stream.has(last.number())) {
      exchange.refuse(
          HttpRefusal.of(
              HttpResponseStatus.BAD_REQUEST,
              "Last-Event-ID: "
                  + HttpRefusal.shown(exchange.header(Exchange.LAST_EVENT_ID))
                  + " is not that of an event after which all is kept, for as long and as much as"
                  + " http.limits.resumeMillis and maxResumeBytesPerSession say"));
    } else {
      stream.resume(exchange, last.number());
    }
  }

  void delete(Exchange exchange) {
    if (sessions.haveLeft()) {
      exchange.refuse(HttpSessions.STOPPING);
      return;
    }
    if (sessions.forgetStored(exchange.header(Exchange.SESSION_ID), exchange.endpoint)) {
      confirmDeleted(exchange);
      return;
    }
    HttpSession session = find(exchange, SESSION_MISSING);
    if (session != null) {
      session.end(HttpRefusal.of(HttpResponseStatus.NOT_FOUND, "the client ended the session"), "");
      confirmDeleted(exchange);
    }
  }

  /** A session that was said to be gone must not be known to the next daemon. */
  private void confirmDeleted(Exchange exchange) {
    sessions
        .keeper()
        .whenKept(
            () -> {
              if (exchange.channel().isActive()) {
                exchange.finish(exchange.empty(HttpResponseStatus.NO_CONTENT));
              }
            });
  }

  private HttpSession find(Exchange exchange, String missing) {
    HttpSession session = sessions.find(exchange, exchange.header(Exchange.SESSION_ID), missing);
    HttpRefusal refusal = session == null ? null : RequestCheck.version(exchange, session);
    if (refusal != null) {
      exchange.refuse(refusal);
      return null;
    }
    return session;
  }
}
