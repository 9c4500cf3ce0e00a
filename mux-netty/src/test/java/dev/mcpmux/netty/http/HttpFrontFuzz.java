package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Any bytes on a connection of a client that speaks HTTP and has a session open. */
class HttpFrontFuzz {

  /** Stand for those with the session's id, which is another one each time. */
  private static final List<String> WITH_ID =
      List.of("Mcp-Session-Id: $SESSION", "sessionId=$SESSION");

  /** Where a refusal quotes no more of a header, as bytes. */
  private static final String CUT =
      new String("\u2026".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

  private static final Logger LOG = Logger.getLogger("dev.mcpmux");

  @FuzzTest
  @DictionaryEntries({
    "GET /mcp/echo HTTP/1.1\\x0d\\x0a",
    "POST /mcp/echo HTTP/1.1\\x0d\\x0a",
    "DELETE /mcp/echo HTTP/1.1\\x0d\\x0a",
    "OPTIONS /mcp HTTP/1.1\\x0d\\x0a",
    "GET /sse/echo HTTP/1.1\\x0d\\x0a",
    "GET /healthz HTTP/1.0\\x0d\\x0a",
    "Host: localhost\\x0d\\x0a",
    "Origin: http://localhost\\x0d\\x0a",
    "Mcp-Session-Id: $SESSION\\x0d\\x0a",
    "Last-Event-ID: 1.1\\x0d\\x0a",
    "Content-Type: application/json\\x0d\\x0a",
    "Accept: application/json, text/event-stream\\x0d\\x0a",
    "Content-Length: 2\\x0d\\x0a\\x0d\\x0a",
    "Transfer-Encoding: chunked\\x0d\\x0a\\x0d\\x0a",
    "Expect: 100-continue\\x0d\\x0a",
    "0\\x0d\\x0a\\x0d\\x0a",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}"
  })
  void a_request_is_answered_in_http_wherever_it_is_cut_and_nothing_breaks(byte[] bytes) {
    List<String> bugs = new ArrayList<>();
    Handler handler = new Bugs(bugs);
    LOG.addHandler(handler);
    try {
      String whole = said(bytes, Math.max(1, bytes.length));
      assertThat(said(bytes, 1)).isEqualTo(whole);
    } finally {
      LOG.removeHandler(handler);
    }
    assertThat(bugs).isEmpty();
  }

  /** What the client gets when its bytes come so many at a time. */
  private static String said(byte[] bytes, int atOnce) {
    EmbeddedChannel channel = new EmbeddedChannel();
    AnsweringHost host = new AnsweringHost();
    connect(channel, host);
    channel.writeInbound(buffer(HttpEndToEnd.post("/mcp/echo", null, EndToEnd.initialize())));
    String opened = new String(written(channel), StandardCharsets.ISO_8859_1);
    assertThat(opened).startsWith("HTTP/1.1 200 ");
    String session = host.session.id();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String each : WITH_ID) {
      text = text.replace(each, each.replace("$SESSION", session));
    }
    byte[] sent = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < sent.length; at += atOnce) {
      if (channel.isOpen()) {
        channel.writeInbound(
            channel.alloc().buffer().writeBytes(sent, at, Math.min(atOnce, sent.length - at)));
      }
      channel.runPendingTasks();
    }
    channel.checkException();
    byte[] answer = written(channel);
    assertThat(responses(answer)).allMatch(status -> status.code() < 600);
    channel.finishAndReleaseAll();
    host.close();
    return withoutIds(new String(answer, StandardCharsets.ISO_8859_1), session);
  }

  /**
   * They are other ones each time; of one that a refusal cuts, there may be any number of digits.
   */
  private static String withoutIds(String answer, String session) {
    return answer
        .replace(session, "ID")
        .replaceAll("(?<=mcp-session-id: |sessionId=)[0-9a-f]{32}", "ID")
        .replaceAll("[0-9a-f]+(?=" + CUT + ")", "ID")
        .replaceAll("unexpected byte 0x[0-9a-f]+ at byte [0-9]+", "unexpected byte")
        .replaceAll("content-length: [0-9]+", "content-length: N");
  }

  private static void connect(EmbeddedChannel channel, SessionHost host) {
    HttpConfig any = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    HttpConfig config =
        Changed.of(any, Map.of("admission", Changed.of(any.admission(), Map.of("token", false))));
    Limits limits = Limits.defaults();
    AwakeClock clock = new AwakeClock(channel.eventLoop());
    HttpFront front = new HttpFront(clock, host, config, limits::maxFrameBytes, null);
    Pipelines.http(channel, Optional.empty(), front.newConnection(), limits);
    channel.pipeline().fireChannelActive();
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static byte[] written(EmbeddedChannel channel) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  /** As another reader of HTTP understands it. */
  private static List<HttpResponseStatus> responses(byte[] bytes) {
    List<HttpResponseStatus> found = new ArrayList<>();
    EmbeddedChannel client = new EmbeddedChannel(new HttpResponseDecoder());
    client.writeInbound(Unpooled.wrappedBuffer(bytes));
    for (HttpObject part = client.readInbound(); part != null; part = client.readInbound()) {
      assertThat(part.decoderResult().isSuccess()).isTrue();
      if (part instanceof HttpResponse response) {
        found.add(response.status());
      }
      ReferenceCountUtil.release(part);
    }
    client.finishAndReleaseAll();
    return found;
  }

  /** Our own mistakes, which are only logged. */
  private static final class Bugs extends Handler {
    private final List<String> found;

    Bugs(List<String> found) {
      this.found = found;
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel() == Level.SEVERE) {
        found.add(record.getMessage() + ": " + record.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
