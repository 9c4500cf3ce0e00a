package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.remote.body.Body;
import dev.mcpmux.netty.remote.body.Events;
import dev.mcpmux.netty.remote.body.SniffedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.net.URI;

/**
 * One request of the core: sent in a POST, answered by a message or an event stream, which is
 * opened again where it broke, as long as the server has given its events ids. Whatever happens,
 * the core gets one reply, or the request back ({@link RemoteOwner#onUntaken}).
 *
 * <h2>Reference Counting</h2>
 *
 * The body is this object's until the server has begun to work on it: a reply in JSON may still say
 * that it has not.
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
        protected void onMessage(ByteBuf message) {
          upstream.deliver(id, message);
        }

        @Override
        protected void onOther(String type, ByteBuf data) {
          // A message is one under any name.
          byte first = data.isReadable() ? data.getByte(data.readerIndex()) : 0;
          if (first == '{' || first == '[') {
            onMessage(data);
          }
        }

        @Override
        protected void log(String line) {
          upstream.log(line);
        }

        @Override
        public void onOversize(long length) {
          fail(upstream.oversize(length));
        }
      };

  private ByteBuf body;

  /** Whether the server takes the request, or has failed at it: then it is not sent again. */
  private boolean taken;

  /**
   * Whether the reply is there: it has been, or is being, judged by what it says of the session.
   */
  private boolean judged;

  private Answer exchange;
  private Timer pause;
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

  /** Null when the server has taken it. */
  ByteBuf body() {
    return taken ? null : body;
  }

  /** Whether the server may have taken it, and has not said so. */
  boolean isUndecided() {
    return body() != null && exchange != null && exchange.isSent();
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
        return words(text -> refused(status, headers, text));
      }
      taken = true;
      if (upstream.isLegacy()) {
        freeBody();
        return words(text -> legacyAnswer(text)); // the reply comes on the stream
      }
      if (initialize && !upstream.onSession(headers.get(Wire.SESSION_ID))) {
        return instead(this, "named a session id with characters that no header may have");
      }
      return answer(this, headers);
    }

    @Override
    void onUnsent(String what) {
      if (connects < CONNECT_PAUSES_MILLIS.length && !initialize) {
        pause = upstream.later(Post.this::send, CONNECT_PAUSES_MILLIS[connects++]);
      } else {
        upstream.lose("cannot be reached: " + what);
      }
    }

    @Override
    void onLost(String what) {
      resume(what);
    }
  }

  private Body answer(Answer exchange, HttpHeaders headers) {
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      freeBody();
      return instead(
          exchange,
          "compressed its answer ("
              + upstream.complaints().words().shown(encoding)
              + "), which was not asked for");
    }
    String type = Answer.contentType(headers);
    return new SniffedBody(
        upstream.alloc(),
        Answer.isEventStream(headers),
        form ->
            switch (form) {
              case JSON ->
                  Body.message(
                      upstream.alloc(),
                      upstream.limits().maxFrameBytes(),
                      this::take,
                      length -> fail(upstream.oversize(length)));
              case EVENTS -> {
                freeBody();
                yield Body.events(upstream.parser(events), () -> resume("ended its answer"));
              }
              case OTHER -> {
                freeBody();
                yield exchange.words(text -> fail(upstream.complaints().noMessage(type, text)));
              }
            });
  }

  private Body instead(Answer exchange, String complaint) {
    return exchange.words(text -> fail(complaint));
  }

  private void take(ByteBuf message) {
    upstream.deliver(id, message);
    if (!over && !judged) {
      fail("answered with something that is no reply to the request");
    }
  }

  /** A server of the older transport has taken the request; some answer it right there. */
  private void legacyAnswer(String text) {
    byte[] own = over ? null : RemoteErrors.withId(text, id);
    if (own != null) {
      upstream.deliver(id, own);
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
        return answer(this, head.headers());
      }
      boolean passing = status.code() == 429 || status.codeClass() == HttpStatusClass.SERVER_ERROR;
      return words(
          text -> {
            String complaint = upstream.complaints().status(status, head.headers(), text);
            if (passing) {
              resume(complaint);
            } else {
              fail(complaint + " when its answer was to go on; the request was not repeated");
              SessionCheck session = upstream.session();
              session.loseIfGone(
                  session.ofStream(status, text), upstream.complaints().line(status, text));
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
    if (over || judged) {
      return;
    }
    freeBody();
    if (events.lastId() == null) {
      fail(what + " before it replied; the request was not repeated");
    } else if (events.failures() >= MAX_RESUMPTIONS) {
      fail(
          what
              + " before it replied, "
              + events.failures()
              + " times in a row (limit: "
              + MAX_RESUMPTIONS
              + "); the request was not repeated");
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
    String complaint = upstream.complaints().status(status, headers, text);
    if (code == 307 || code == 308) {
      redirected(complaint, headers.get(HttpHeaderNames.LOCATION));
    } else if (initialize
        && (code == 400 || code == 404 || code == 405)
        && !RemoteErrors.isRpcError(text)
        && upstream.tryLegacy(this, complaint)) {
      exchange = null;
    } else if (initialize) {
      reject(status, complaint, text);
    } else {
      taken = status.codeClass() == HttpStatusClass.SERVER_ERROR;
      upstream
          .session()
          .judge(
              upstream.session().ofStatus(status, text),
              gone -> {
                if (!gone || taken) {
                  reject(status, complaint, text);
                }
                if (gone) {
                  upstream.loseSession(upstream.complaints().line(status, text));
                }
              });
    }
  }

  private void reject(HttpResponseStatus status, String complaint, String text) {
    byte[] own =
        status.code() == 401 || status.code() == 403 ? null : RemoteErrors.withId(text, id);
    if (own == null) {
      fail(complaint);
    } else if (!over) {
      upstream.log("refused a request: it " + complaint);
      judged = true;
      upstream.deliver(id, own);
    }
  }

  private void redirected(String complaint, String location) {
    URI there = location == null ? null : upstream.wire().sameOrigin(location);
    if (there == null) {
      fail(complaint);
    } else if (redirects == MAX_REDIRECTS) {
      fail(complaint + " (redirects: " + (redirects + 1) + ", limit: " + MAX_REDIRECTS + ")");
    } else {
      redirects++;
      upstream.wire().target = there;
      send();
    }
  }

  /**
   * The server answers the request with an error. Returns whether that is not to be passed on, or
   * not yet: it may say that the session is gone.
   */
  boolean holdBack(SessionCheck.Verdict verdict, ByteBuf message, FrameView view) {
    if (judged || initialize || verdict == SessionCheck.Verdict.KNOWN) {
      return false;
    }
    judged = true;
    byte[] copy = ByteBufUtil.getBytes(message);
    String words = upstream.complaints().words().of(RemoteErrors.text(view));
    upstream
        .session()
        .judge(
            verdict,
            gone -> {
              if (gone && !over && body != null && SessionWords.denySession(words)) {
                taken = false; // and certainly so
              } else if (!over) {
                upstream.deliver(id, copy);
              }
              if (gone) {
                upstream.loseSession(words);
              }
            });
    return true;
  }

  /** Answers in the server's place. */
  void fail(String complaint) {
    if (!over) {
      upstream.log("gave no reply to a request: it " + complaint);
      judged = true;
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
      pause.cancel();
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
