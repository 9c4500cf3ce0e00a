package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.remote.SessionCheck.Verdict;
import dev.mcpmux.netty.remote.body.Body;
import dev.mcpmux.netty.remote.body.Events;
import dev.mcpmux.netty.remote.body.SniffedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A request of our own, which changes nothing: a server that answers it knows the session. It is a
 * list where there is one, because some servers answer a ping of anybody.
 */
final class Probe extends Answer {

  private static final long MILLIS = 5_000;

  private final RemoteUpstream upstream;
  private final String method;
  private final Consumer<Verdict> then;
  private Timer timeout;
  private boolean told;

  Probe(RemoteUpstream upstream, boolean offersTools, Consumer<Verdict> then) {
    this.upstream = upstream;
    this.method = offersTools ? "tools/list" : "ping";
    this.then = then;
    this.timeout = upstream.later(() -> tell(Verdict.KNOWN), MILLIS);
  }

  @Override
  FullHttpRequest request() {
    String text = "{\"jsonrpc\":\"2.0\",\"id\":\"mcpmux\",\"method\":\"" + method + "\"}";
    ByteBuf body = Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    try {
      return upstream.wire().post(body);
    } finally {
      body.release();
    }
  }

  @Override
  int bytes() {
    return 0;
  }

  @Override
  public Body body(HttpResponse head) {
    if (head.status().codeClass() != HttpStatusClass.SUCCESS) {
      return words(text -> tell(upstream.session().ofStatus(head.status(), text)));
    }
    return new SniffedBody(upstream.alloc(), isEventStream(head.headers()), this::body);
  }

  private Body body(SniffedBody.Form form) {
    return switch (form) {
      case JSON ->
          Body.message(
              upstream.alloc(),
              upstream.limits().maxFrameBytes(),
              this::take,
              length -> tell(Verdict.KNOWN));
      case EVENTS -> Body.events(upstream.parser(events()), () -> tell(Verdict.KNOWN));
      case OTHER -> words(text -> tell(Verdict.KNOWN));
    };
  }

  private Events events() {
    return new Events() {
      @Override
      protected void onMessage(ByteBuf message) {
        take(message);
      }

      @Override
      public void onOversize(long length) {
        tell(Verdict.KNOWN);
      }
    };
  }

  private void take(ByteBuf message) {
    Inbox.putOnOneLine(message);
    FrameScanner scanner = new FrameScanner();
    if (scanner.finish(message.nioBuffer(), 0, message.readableBytes())) {
      FrameKind kind = scanner.view().kind();
      if (kind == FrameKind.RESPONSE) {
        tell(Verdict.KNOWN);
      } else if (kind == FrameKind.REQUEST || kind == FrameKind.NOTIFICATION) {
        upstream.deliver(0, message);
      } else {
        tell(upstream.session().ofMessage(scanner.view(), Inbox.text(message)));
      }
    }
  }

  private void tell(Verdict verdict) {
    if (!told) {
      told = true;
      timeout.cancel();
      if (!isOver()) {
        drop();
      }
      then.accept(verdict);
    }
  }

  @Override
  void onUnsent(String what) {
    tell(Verdict.KNOWN);
  }

  @Override
  void onLost(String what) {
    tell(Verdict.KNOWN);
  }
}
