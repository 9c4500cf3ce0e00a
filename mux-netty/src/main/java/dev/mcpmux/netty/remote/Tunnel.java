package dev.mcpmux.netty.remote;

import dev.mcpmux.netty.remote.body.Body;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** Waits for the proxy's word. */
final class Tunnel extends ChannelInboundHandlerAdapter {
  private final Connector.Attempt attempt;
  private final Words shown;
  private HttpResponse refusal;
  private Body words = Body.none();

  Tunnel(Connector.Attempt attempt, Words shown) {
    this.attempt = attempt;
    this.shown = shown;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpResponse head) {
        onHead(ctx, head);
      }
      if (message instanceof HttpContent content) {
        words.feed(content.content());
      }
      if (message instanceof LastHttpContent) {
        if (refusal == null) {
          attempt.tunnelled();
        } else {
          words.end();
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onHead(ChannelHandlerContext ctx, HttpResponse head) {
    if (head.decoderResult().isFailure()) {
      attempt.fail("the proxy answers with what is no HTTP");
    } else if (head.status().code() != 200) {
      refusal = head;
      words = Body.text(Answer.MAX_TEXT_BYTES, this::refused, () -> words.end());
      ctx.executor().schedule(() -> words.end(), Answer.WORDS_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void refused(String text) {
    int code = refusal.status().code();
    attempt.fail(
        (code == 407
                ? "the proxy wants to know who asks (407): give the proxy variable a user, http://USER:PASSWORD@HOST:PORT"
                : "the proxy refuses the connection ("
                    + shown.shown(refusal.status().toString())
                    + ")")
            + shown.behind("; it says: ", text));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (refusal != null) {
      words.end();
    }
    attempt.fail("the proxy has closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    attempt.fail("the proxy has closed the connection: " + Connector.describe(cause));
  }
}
