package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.ProcessLaunch;
import dev.mcpmux.netty.http.HttpFront;
import io.netty.channel.ChannelHandler;
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
  private static final ProcessLaunch SERVER = new ProcessLaunch(List.of("server"), Map.of(), "/");

  @TempDir Path directory;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private ProcessFixture processes;
  private Unwrapper unwrapper;
  private MuxDriver driver;

  @BeforeEach
  void open() throws Exception {
    processes = new ProcessFixture(Transport.best(), directory);
    StateFiles states = new StateFiles(directory);
    unwrapper = new Unwrapper(states, processes.ledger, processes.helper, server -> false);
    driver = new MuxDriver(channel.eventLoop(), MuxConfig.empty(), MuxListener.NONE, null, null);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    processes.close();
  }

  @Test
  void a_connection_waits_for_its_hello() {
    Pipelines.connection(channel, hello());

    assertThat(handlers(channel.pipeline())).isEqualTo(List.of("hello HelloHandler"));
  }

  @Test
  void a_session_is_cut_into_frames() {
    Pipelines.connection(channel, hello());
    Pipelines.session(channel, new SessionHandler(driver, new SocketLink(1, channel)), LIMITS);

    assertThat(handlers(channel.pipeline()))
        .isEqualTo(List.of("frames LineFrameDecoder", "session SessionHandler"));
    assertThat(channel.config().getWriteBufferHighWaterMark())
        .isEqualTo(LIMITS.sessionOutputSoftBytes());
  }

  @Test
  void an_upstream_is_cut_into_frames() throws Exception {
    ProcessChannel process =
        new ThreadedProcessChannel(new ProcessBuilder("true").start(), "server", processes.helper);
    ProcessLink link = new ProcessLink(1, "server", SERVER, unwrapper);
    Pipelines.upstream(process, new UpstreamHandler(driver, link), LIMITS);

    assertThat(handlers(process.pipeline()))
        .isEqualTo(List.of("frames LineFrameDecoder", "upstream UpstreamHandler"));
    assertThat(process.config().getWriteBufferHighWaterMark())
        .isEqualTo(LIMITS.upstreamOutputBytes());
  }

  @Test
  void an_http_connection_is_cut_into_requests() {
    HttpConfig config = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    HttpFront front =
        new HttpFront(channel.eventLoop(), null, config, LIMITS::maxFrameBytes, "token");
    Pipelines.http(channel, Optional.empty(), front.newConnection(), LIMITS);

    assertThat(handlers(channel.pipeline()))
        .isEqualTo(
            List.of(
                "request RequestDecoder", "response HttpResponseEncoder", "http HttpConnection"));
  }

  private HelloHandler hello() {
    return new HelloHandler(null, processes.helper, 1000, 1000);
  }

  private static List<String> handlers(ChannelPipeline pipeline) {
    return pipeline.toMap().entrySet().stream().map(PipelinesTest::describe).toList();
  }

  private static String describe(Map.Entry<String, ChannelHandler> handler) {
    return handler.getKey() + " " + handler.getValue().getClass().getSimpleName();
  }
}
