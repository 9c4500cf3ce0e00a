package dev.mcpmux.netty.remote;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.net.URI;
import java.util.concurrent.ScheduledFuture;

/**
 * One request of the core: sent in a POST, answered by a message or an event stream, which is
 * opened again where it broke, as long as the server has given its events ids. Whatever happens,
 * the core gets one reply, or the request back ({@link RemoteOwner#onUntaken}).
 *
 * <h2>Reference Counting</h2>
 *
 * The body is this object's until the server has begun to answer.
 */
final class Post {

  private static final int MAX_REDIRECTS = 3;
  private static final int MAX_RESUMPTIONS = 5;

  /** A server may leave a stream open behind the reply; nobody listens any more. */
  private static final long LINGER_MILLIS = 1_000;

  /** A connection that cannot be had at once may be had a little later. */
  private static final long[] CONNECT_PAUSES_MILLIS = {200, 800};

  private final RemoteUpstream upstream;
  private final long id;
  private final boolean initialize;
  private final int bytes;
  private final Events events =
      new Events() {
        @Override
        void onMessage(ByteBuf message) {
          upstream.deliver(id, message);
        }

        @Override
        public void onOversize(long length) {
          fail(upstream.oversize(length));
        }
      };

  private ByteBuf body;
  private Answer exchange;
  private ScheduledFuture<?> pause;
  private int redirects;
  private int connects;
  private boolean over;

  /**
   * @param body becomes this object's
   */
  Post(RemoteUpstream upstream, long id, boolean initialize, ByteBuf body) {
    this.upstream = upstream;
    this.id = id;
    this.initialize = initialize;
    this.body = body;
    this.bytes = body.readableBytes();
  }

  long id() {
    return id;
  }

  /** Null when the server has begun to answer. */
  ByteBuf body() {
    return body;
  }

  /** Whether the server may have taken it, and has not said so. */
  boolean isUndecided() {
    return body != null && exchange != null && exchange.isSent();
  }

  void send() {
    pause = null;
    exchange = new Sending();
    upstream.connections().run(Connections.Lane.REQUESTS, exchange);
  }

  private final class Sending extends Answer {

    @Override
    FullHttpRequest request() {
      return upstream.wire().post(body);
    }

    @Override
    int bytes() {
      return bytes;
    }

    @Override
    Body body(HttpResponse head) {
      HttpResponseStatus status = head.status();
      HttpHeaders headers = head.headers();
      if (status.codeClass() != HttpStatusClass.SUCCESS) {
        return Body.text(MAX_TEXT_BYTES, text -> refused(status, headers, text));
      }
      freeBody();
      if (upstream.isLegacy()) {
        return Body.none(); // the reply comes on the stream
      }
      if (initialize) {
        upstream.onSession(headers.get(Wire.SESSION_ID));
      }
      return answer(headers);
    }

    @Override
    void onUnsent(String what) {
      if (connects < CONNECT_PAUSES_MILLIS.length && !initialize) {
        pause = upstream.later(Post.this::send, CONNECT_PAUSES_MILLIS[connects++]);
      } else {
        upstream.lose(Post.this, "cannot be reached: " + what);
      }
    }

    @Override
    void onLost(String what) {
      resume(what);
    }
  }

  private Body answer(HttpHeaders headers) {
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    String type = Answer.contentType(headers);
    if (!encoding.equalsIgnoreCase("identity")) {
      return instead("compressed its answer, which was not asked for");
    } else if (type.equals("text/event-stream")) {
      return Body.events(upstream.parser(events), () -> resume("ended its answer"));
    } else if (type.equals("application/json")) {
      return Body.message(
          upstream.alloc(),
          upstream.limits().maxFrameBytes(),
          this::take,
          length -> fail(upstream.oversize(length)));
    }
    return instead(
        type.isEmpty()
            ? "accepted a request and gave no reply"
            : "answered with " + Complaints.shown(type) + " in place of JSON or events");
  }

  private Body instead(String complaint) {
    return Body.text(0, text -> fail(complaint));
  }

  private void take(ByteBuf message) {
    upstream.deliver(id, message);
    if (!over) {
      fail("answered with something that is no reply to the request");
    }
  }

  /** Opens the stream again behind its last event. */
  private final class Resuming extends Answer {

    @Override
    FullHttpRequest request() {
      return upstream.wire().events(events.lastId());
    }

    @Override
    int bytes() {
      return 0;
    }

    @Override
    Body body(HttpResponse head) {
      HttpResponseStatus status = head.status();
      if (status.code() == 200 && isEventStream(head.headers())) {
        return answer(head.headers());
      }
      boolean passing = status.code() == 429 || status.codeClass() == HttpStatusClass.SERVER_ERROR;
      String complaint = upstream.complaints().status(status, head.headers());
      return Body.text(
          0,
          text -> {
            if (passing) {
              resume(complaint);
            } else {
              fail(complaint + " when its answer was to go on; the request was not repeated");
            }
          });
    }

    @Override
    void onUnsent(String what) {
      resume("cannot be reached: " + what);
    }

    @Override
    void onLost(String what) {
      resume(what);
    }
  }

  private void resume(String what) {
    freeBody();
    if (over) {
      return;
    }
    if (events.lastId() == null) {
      fail(what + " before it replied; the request was not repeated");
    } else if (events.failures() >= MAX_RESUMPTIONS) {
      fail(what + " before it replied, again and again; the request was not repeated");
    } else {
      pause =
          upstream.later(
              () -> {
                exchange = new Resuming();
                upstream.connections().run(Connections.Lane.REQUESTS, exchange);
              },
              events.nextPauseMillis());
    }
  }

  /** The server answers with an HTTP error, whose body is this text. */
  private void refused(HttpResponseStatus status, HttpHeaders headers, String text) {
    int code = status.code();
    String complaint = upstream.complaints().status(status, headers);
    if ((code == 307 || code == 308) && redirect(headers.get(HttpHeaderNames.LOCATION))) {
      send();
    } else if (!initialize && upstream.isSessionGone(status, text)) {
      upstream.lose(this, "has ended the session (" + Complaints.shown(status.toString()) + ")");
    } else if (initialize
        && (code == 400 || code == 404 || code == 405)
        && !RemoteErrors.isRpcError(text)
        && upstream.tryLegacy(this, complaint)) {
      exchange = null;
    } else {
      byte[] own = code == 401 || code == 403 ? null : RemoteErrors.withId(text, id);
      if (own != null) {
        upstream.deliver(id, own);
      } else {
        fail(complaint);
      }
    }
  }

  private boolean redirect(String location) {
    URI there = location == null ? null : upstream.wire().sameOrigin(location);
    if (there == null || redirects == MAX_REDIRECTS) {
      return false;
    }
    redirects++;
    upstream.wire().target = there;
    return true;
  }

  /** Answers in the server's place. */
  void fail(String complaint) {
    if (!over) {
      upstream.deliver(id, RemoteErrors.failed(id, upstream.server(), complaint));
    }
  }

  /** The reply has been delivered. */
  void answered() {
    end();
    if (exchange != null && !exchange.isOver()) {
      Answer rest = exchange;
      pause = upstream.later(rest::drop, LINGER_MILLIS);
    }
  }

  /** Nobody waits for the reply any more. */
  void abandon() {
    end();
    if (exchange != null) {
      exchange.drop();
    }
  }

  private void end() {
    over = true;
    freeBody();
    if (pause != null) {
      pause.cancel(false);
    }
    upstream.outbox().ended(this);
  }

  private void freeBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
