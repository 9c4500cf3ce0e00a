package dev.mcpmux.netty.remote;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Locale;

/** An exchange whose answer goes into a {@link Body} that is chosen by its head. */
abstract class Answer extends Exchange {

  /** Of an answer that is an error, so much is looked at. */
  static final int MAX_TEXT_BYTES = 16 * 1024;

  private Body body = Body.none();

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

  @Override
  final void onEnd() {
    try {
      body.end();
    } finally {
      body.close();
    }
  }

  @Override
  final void onBroken(String what) {
    body.close();
    onLost(what);
  }

  /** As {@link #onBroken}, when nothing is kept any more. */
  abstract void onLost(String what);

  @Override
  final void free() {
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
