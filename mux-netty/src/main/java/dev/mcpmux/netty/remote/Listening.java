package dev.mcpmux.netty.remote;

import dev.mcpmux.netty.remote.body.Body;
import dev.mcpmux.netty.remote.body.Events;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;

/**
 * The stream on which a server says what belongs to no request, where it offers one: opened again
 * whenever it ends, behind its last event, later each time that is in vain.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server">2025-11-25/basic/transports#listening-for-messages-from-the-server</a>
 */
final class Listening {

  private final RemoteUpstream upstream;
  private final Events events =
      new Events() {
        @Override
        protected void onMessage(ByteBuf message) {
          upstream.deliver(0, message);
        }

        @Override
        protected void log(String line) {
          upstream.log(line);
        }

        @Override
        public void onOversize(long length) {
          upstream.log(upstream.oversize(length));
        }
      };

  private boolean wasOpen;
  private boolean off;
  private Answer exchange;

  Listening(RemoteUpstream upstream) {
    this.upstream = upstream;
  }

  void open() {
    if (!off) {
      exchange = new Stream();
      upstream.connections().run(Connections.Lane.SESSION, exchange);
    }
  }

  void close() {
    off = true;
    if (exchange != null) {
      exchange.drop();
    }
  }

  private void again() {
    if (!off) {
      upstream.later(this::open, events.nextPauseMillis());
    }
  }

  private final class Stream extends Answer {

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
      if (head.status().code() == 200 && isEventStream(head.headers())) {
        wasOpen = true;
        return Body.events(upstream.parser(events), Listening.this::again);
      }
      HttpResponseStatus status = head.status();
      return words(
          text ->
              refused(status, upstream.complaints().status(status, head.headers(), text), text));
    }

    @Override
    void onUnsent(String what) {
      again();
    }

    @Override
    void onLost(String what) {
      again();
    }
  }

  private void refused(HttpResponseStatus status, String complaint, String text) {
    boolean passing =
        status.codeClass() == HttpStatusClass.SERVER_ERROR
            || status.code() == 429
            || wasOpen && status.code() == 409; // it has not noticed yet that the last one is cut
    SessionCheck session = upstream.session();
    session.judge(
        wasOpen ? session.ofStatus(status, text) : SessionCheck.Verdict.KNOWN,
        gone -> {
          if (gone) {
            upstream.loseSession(upstream.complaints().line(status, text));
          } else if (passing) {
            again();
          } else {
            off = true;
            if (status.code() != 405) {
              upstream.log("no stream to listen on: the server " + complaint);
            }
          }
        });
  }
}
