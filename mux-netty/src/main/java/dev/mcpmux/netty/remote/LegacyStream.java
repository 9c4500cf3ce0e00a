package dev.mcpmux.netty.remote;

import dev.mcpmux.netty.remote.body.Body;
import dev.mcpmux.netty.remote.body.Events;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The one stream of a server that speaks the transport of 2024-11-05: it names the endpoint for
 * messages first, and carries all the server says. When it ends, the session has ended.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse">2024-11-05/basic/transports#http-with-sse</a>
 */
final class LegacyStream extends Answer {

  private final RemoteUpstream upstream;
  private final Runnable opened;
  private final Consumer<String> failed;
  private boolean open;
  private final Events events =
      new Events() {
        @Override
        protected void onMessage(ByteBuf message) {
          upstream.deliver(0, message);
        }

        @Override
        protected void onOther(String type, ByteBuf data) {
          if (type.equals("endpoint") && !open) {
            onEndpoint(data);
          }
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

  /**
   * @param failed is told instead, in a clause that follows "the server"
   */
  LegacyStream(RemoteUpstream upstream, Runnable opened, Consumer<String> failed) {
    this.upstream = upstream;
    this.opened = opened;
    this.failed = failed;
  }

  /** Whether the endpoint is known. */
  boolean isOpen() {
    return open;
  }

  @Override
  FullHttpRequest request() {
    return upstream.wire().events(null);
  }

  @Override
  int bytes() {
    return 0;
  }

  @Override
  Body body(HttpResponse head) {
    HttpResponseStatus status = head.status();
    if (status.code() == 200 && isEventStream(head.headers())) {
      return Body.events(upstream.parser(events), () -> onLost("ended its event stream"));
    }
    return words(
        text ->
            failed.accept(
                status.code() == 200
                    ? "answered without an event stream"
                        + upstream.complaints().words().behind(": ", text)
                    : upstream.complaints().status(status, head.headers(), text)));
  }

  private void onEndpoint(ByteBuf data) {
    int limit = upstream.limits().maxRemoteHeaderBytes();
    if (data.readableBytes() > limit) {
      drop();
      failed.accept(
          "named an endpoint of " + data.readableBytes() + " bytes (limit: " + limit + ")");
      return;
    }
    URI endpoint = upstream.wire().sameOrigin(data.toString(StandardCharsets.UTF_8));
    if (endpoint == null) {
      drop();
      failed.accept("named an endpoint that is not on the same origin");
    } else {
      upstream.wire().target = endpoint;
      open = true;
      opened.run();
    }
  }

  @Override
  void onUnsent(String what) {
    failed.accept("cannot be reached: " + what);
  }

  @Override
  void onLost(String what) {
    if (open) {
      upstream.end(what);
    } else {
      failed.accept(what);
    }
  }
}
