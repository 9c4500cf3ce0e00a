package dev.mcpmux.netty.remote;

import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.remote.body.Body;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Locale;
import java.util.function.Consumer;

/** An exchange whose answer goes into a {@link Body} that is chosen by its head. */
abstract class Answer extends Exchange {

  /** Of an answer that is an error, so much is looked at. */
  static final int MAX_TEXT_BYTES = 16 * 1024;

  /** Words are waited for so long; what has come by then is all. */
  static final long WORDS_MILLIS = 1_000;

  private Body body = Body.none();

  /** Ends the wait for words; null when it is no words that come. */
  private Timer patience;

  /** Where the answer's body goes. */
  abstract Body body(HttpResponse head);

  @Override
  final void onHead(HttpResponse head) {
    body = body(head);
  }

  @Override
  final void onBody(ByteBuf bytes) {
    body.feed(bytes);
  }

  /**
   * A body that says why there is no message. One that is long, slow, or broken off is over with
   * what has come of it, and then its connection is closed.
   */
  final Body words(Consumer<String> whole) {
    if (!isOver()) {
      patience = later(this::cutShort, WORDS_MILLIS);
    }
    return Body.text(MAX_TEXT_BYTES, whole, this::cutShort);
  }

  private void cutShort() {
    if (!isOver()) {
      abort();
      onEnd();
    }
  }

  @Override
  final void onEnd() {
    stopWaiting();
    try {
      body.end();
    } finally {
      body.close();
    }
  }

  @Override
  final void onBroken(String what) {
    if (patience != null) {
      onEnd();
    } else {
      body.close();
      onLost(what);
    }
  }

  private void stopWaiting() {
    if (patience != null) {
      patience.cancel();
    }
  }

  /** As {@link #onBroken}, when nothing is kept any more. */
  abstract void onLost(String what);

  @Override
  final void free() {
    stopWaiting();
    body.close();
  }

  /** Ends it early, also from within its body. */
  final void drop() {
    abort();
    free();
  }

  /** Without parameters, in lower case; empty when there is none. */
  static String contentType(HttpHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  static boolean isEventStream(HttpHeaders headers) {
    return contentType(headers).equals("text/event-stream");
  }
}
