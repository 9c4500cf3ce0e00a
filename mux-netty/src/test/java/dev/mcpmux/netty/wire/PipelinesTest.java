package dev.mcpmux.netty.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.HttpFront;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.pipe.ProcessChannel;
import dev.mcpmux.netty.pipe.ThreadedProcessChannel;
import dev.mcpmux.netty.process.ProcessFixture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class PipelinesTest {

  private static final Limits LIMITS = Limits.defaults();

  @TempDir Path directory;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private ProcessFixture processes;

  @BeforeEach
  void open() throws Exception {
    processes = new ProcessFixture(Transport.best(), directory);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    processes.close();
  }

  @Test
  void a_connection_waits_for_its_hello() {
    Pipelines.connection(channel, new Hello());

    assertThat(handlers(channel.pipeline())).isEqualTo(List.of("hello Hello"));
  }

  @Test
  void a_session_is_cut_into_frames() {
    Pipelines.connection(channel, new Hello());
    Pipelines.session(channel, Optional.empty(), new Session(), LIMITS);

    assertThat(handlers(channel.pipeline()))
        .isEqualTo(List.of("frames LineFrameDecoder", "session Session"));
    assertThat(channel.config().getWriteBufferHighWaterMark())
        .isEqualTo(LIMITS.sessionOutputSoftBytes());
  }

  @Test
  void an_upstream_is_cut_into_frames() throws Exception {
    ProcessChannel process =
        new ThreadedProcessChannel(new ProcessBuilder("true").start(), "server", processes.helper);
    Pipelines.upstream(process, new Upstream(), LIMITS);

    assertThat(handlers(process.pipeline()))
        .isEqualTo(List.of("frames LineFrameDecoder", "upstream Upstream"));
    assertThat(process.config().getWriteBufferHighWaterMark())
        .isEqualTo(LIMITS.upstreamOutputBytes());
  }

  @Test
  void an_http_connection_is_cut_into_requests() {
    HttpConfig config = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    HttpFront front =
        new HttpFront(
            new AwakeClock(channel.eventLoop()), null, config, LIMITS::maxFrameBytes, "token");
    Pipelines.http(channel, Optional.empty(), front.newConnection(), LIMITS);

    assertThat(handlers(channel.pipeline()))
        .isEqualTo(
            List.of(
                "request RequestDecoder", "response HttpResponseEncoder", "http HttpConnection"));
  }

  private static final class Hello extends ChannelInboundHandlerAdapter {}

  private static final class Session extends ChannelInboundHandlerAdapter {}

  private static final class Upstream extends ChannelInboundHandlerAdapter {}

  private static List<String> handlers(ChannelPipeline pipeline) {
    return pipeline.toMap().entrySet().stream().map(PipelinesTest::describe).toList();
  }

  private static String describe(Map.Entry<String, ChannelHandler> handler) {
    return handler.getKey() + " " + handler.getValue().getClass().getSimpleName();
  }
}
