package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemotePipelinesTest {

  private static final int MAX = 1024;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ChannelPipeline pipeline = channel.pipeline();

  private static ChannelHandler handler() {
    return new ChannelInboundHandlerAdapter();
  }

  @Test
  void a_server_without_tls() {
    RemotePipelines.server(pipeline, MAX, MAX, handler());

    assertThat(handlers())
        .isEqualTo(List.of("http HttpClientCodec", "plain HttpContentDecompressor", "connection"));
  }

  @Test
  void a_server_with_tls_behind_a_proxy() throws Exception {
    RemotePipelines.tunnel(pipeline, MAX, handler());
    assertThat(handlers()).isEqualTo(List.of("proxyCodec HttpClientCodec", "tunnel"));

    RemotePipelines.endTunnel(pipeline);
    SslHandler tls = TlsContexts.of(Optional.empty()).newHandler(channel.alloc());
    RemotePipelines.tls(pipeline, tls, handler());
    assertThat(handlers()).isEqualTo(List.of("tls SslHandler", "greeting"));

    RemotePipelines.endGreeting(pipeline);
    RemotePipelines.server(pipeline, MAX, MAX, handler());
    assertThat(handlers())
        .isEqualTo(
            List.of(
                "tls SslHandler",
                "http HttpClientCodec",
                "plain HttpContentDecompressor",
                "connection"));
  }

  private List<String> handlers() {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, ChannelHandler> entry : pipeline) {
      boolean own = entry.getValue().getClass() == ChannelInboundHandlerAdapter.class;
      if (!entry.getKey().contains("#")) {
        names.add(entry.getKey() + (own ? "" : " " + entry.getValue().getClass().getSimpleName()));
      }
    }
    return names;
  }
}
