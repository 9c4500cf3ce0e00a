package dev.mcpmux.netty.remote;

import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.remote.body.Body;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;

/**
 * A message of the core that has no reply: a notification, or the reply to a question of the
 * server. Nobody waits for it, so what becomes of it is only logged.
 */
final class Other extends Answer {

  private final RemoteUpstream upstream;
  private final int bytes;
  private final Runnable after;
  private ByteBuf message;
  private Timer timeout;

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
      // It is taken, whether this answer ever ends or not.
      letGo();
      upstream.outbox().accepted(this);
      upstream.soon(this::done);
      return words(this::late);
    }
    return words(
        text -> {
          done();
          refused(upstream.complaints().status(status, head.headers(), text), status, text);
        });
  }

  private void refused(String complaint, HttpResponseStatus status, String text) {
    upstream.log("a message without reply was not taken: the server " + complaint);
    SessionCheck session = upstream.session();
    session.loseIfGone(session.ofStatus(status, text), upstream.complaints().line(status, text));
  }

  /** It was accepted, and something was said to it all the same, mostly that. */
  private void late(String text) {
    SessionCheck.Verdict verdict = upstream.session().ofMessage(text);
    if (verdict != SessionCheck.Verdict.KNOWN || RemoteErrors.isRpcError(text)) {
      String words = upstream.complaints().words().of(text);
      upstream.log("a message without reply was answered with an error: " + words);
      upstream.session().loseIfGone(verdict, words);
    }
    done();
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
    if (message != null) {
      discard();
      after.run();
    }
  }

  /** Frees it. */
  void discard() {
    if (timeout != null) {
      timeout.cancel();
    }
    if (message != null) {
      message.release();
      message = null;
      upstream.outbox().ended(this);
    }
  }
}
