package dev.mcpmux.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions whose clients have gone, or are there and ask nothing. */
@ExtendWith(NoLeaks.class)
class HttpLeftSessionsTest {

  private static final SessionState STATE =
      new SessionState(
          new SessionState.Greeting("{}".getBytes(UTF_8), "2025-11-25", Set.of()),
          "",
          Map.of(),
          Map.of());

  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final KeepingHost host = new KeepingHost();
  private final HttpFront front = front();

  @AfterEach
  void close() {
    host.close();
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void a_session_whose_client_goes_before_it_was_told_the_id_ends() {
    host.isSlow = true;
    EmbeddedChannel client = connect();
    send(client, HttpEndToEnd.post("/mcp/echo", null, EndToEnd.initialize()));
    assertThat(written(client)).isEmpty();

    client.close();
    host.writes.forEach(then -> then.accept(true));

    assertThat(host.session.isOpen()).isFalse();
  }

  @Test
  void one_that_was_told_it_stays() {
    EmbeddedChannel client = connect();
    send(client, HttpEndToEnd.post("/mcp/echo", null, EndToEnd.initialize()));
    assertThat(written(client)).contains(host.session.id());

    client.close();

    assertThat(host.session.isOpen()).isTrue();
  }

  @Test
  void a_session_that_only_listens_is_kept_as_one_that_is_used() {
    send(connect(), HttpEndToEnd.post("/mcp/echo", null, EndToEnd.initialize()));
    EmbeddedChannel listener = connect();
    send(listener, HttpEndToEnd.get("/mcp/echo", host.session.id(), ""));
    long inAnHour = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    long calendar = TimeUnit.HOURS.toMillis(500_000);

    assertThat(host.session.stored(inAnHour, calendar).usedAt()).isEqualTo(calendar);

    listener.close();
    assertThat(host.session.stored(inAnHour, calendar).usedAt())
        .isBetween(calendar - TimeUnit.HOURS.toMillis(1), calendar - 1);
  }

  private HttpFront front() {
    HttpConfig any = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    AwakeClock clock = new AwakeClock(connection().eventLoop());
    return new HttpFront(
        clock, host, Changed.of(any, Map.of("token", false)), () -> 1_000_000, null);
  }

  private EmbeddedChannel connection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    return channel;
  }

  private EmbeddedChannel connect() {
    EmbeddedChannel channel = connection();
    Pipelines.http(channel, Optional.empty(), front.newConnection(), Limits.defaults());
    channel.pipeline().fireChannelActive();
    return channel;
  }

  private static void send(EmbeddedChannel channel, String request) {
    channel.writeInbound(channel.alloc().buffer().writeBytes(request.getBytes(UTF_8)));
  }

  private static String written(EmbeddedChannel channel) {
    StringBuilder answer = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      answer.append(part.toString(UTF_8));
      part.release();
    }
    return answer.toString();
  }

  /** Each session has something to be kept. */
  private static final class KeepingHost extends AnsweringHost {
    final List<Consumer<Boolean>> writes = new ArrayList<>();
    boolean isSlow;

    @Override
    public void frame(HttpSession from, int stream, FrameView frame, ByteBuf in, int index) {
      from.state(STATE);
      super.frame(from, stream, frame, in, index);
    }

    @Override
    public void keepSessions(Supplier<byte[]> file, boolean orNothing, Consumer<Boolean> then) {
      if (isSlow) {
        writes.add(then);
      } else {
        then.accept(true);
      }
    }
  }
}
