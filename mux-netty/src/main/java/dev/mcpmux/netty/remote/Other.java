package dev.mcpmux.netty.remote;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.concurrent.ScheduledFuture;

/**
 * A message of the core that has no reply: a notification, or the reply to a question of the
 * server. Nobody waits for it, so what becomes of it is only logged.
 */
final class Other extends Answer {

  private final RemoteUpstream upstream;
  private final int bytes;
  private final Runnable after;
  private ByteBuf message;
  private ScheduledFuture<?> timeout;

  /**
   * @param message becomes this object's
   * @param after runs when the server has taken it, or has not
   */
  Other(RemoteUpstream upstream, ByteBuf message, Runnable after) {
    this.upstream = upstream;
    this.message = message;
    this.bytes = message.readableBytes();
    this.after = after;
  }

  @Override
  FullHttpRequest request() {
    long millis = upstream.limits().remoteTimeoutMillis();
    timeout =
        upstream.later(
            () -> {
              drop();
              onLost("does not accept it within " + millis + " ms");
            },
            millis);
    return upstream.wire().post(message);
  }

  @Override
  int bytes() {
    return bytes;
  }

  @Override
  Body body(HttpResponse head) {
    HttpResponseStatus status = head.status();
    if (status.codeClass() == HttpStatusClass.SUCCESS) {
      return Body.text(0, text -> done());
    }
    String complaint = upstream.complaints().status(status, head.headers());
    return Body.text(
        MAX_TEXT_BYTES,
        text -> {
          done();
          if (upstream.isSessionGone(status, text)) {
            upstream.lose(
                null, "has ended the session (" + Complaints.shown(status.toString()) + ")");
          } else {
            upstream.log("a message without reply was not taken: " + complaint);
          }
        });
  }

  @Override
  void onUnsent(String what) {
    done();
    upstream.log("a message without reply could not be sent: " + what);
  }

  @Override
  void onLost(String what) {
    done();
    upstream.log("a message without reply may be lost: " + what);
  }

  private void done() {
    discard();
    after.run();
  }

  /** Frees it. */
  void discard() {
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (message != null) {
      message.release();
      message = null;
      upstream.outbox().ended(this);
    }
  }
}
