package dev.mcpmux.netty.remote;

import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.io.AwakeClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/**
 * Makes connections to one server: looks its name up beside the loop, tries its addresses in turn,
 * goes through the proxy, and shakes hands for TLS, in which the certificate must be the host's.
 * Event loop only.
 */
final class Connector {

  /** Takes the one outcome of an attempt. */
  interface Outcome {

    /** The server can be spoken to; the handlers for that are still to be added. */
    void connected(Channel channel);

    /**
     * @param what a clause for people: {@code connection refused (example.com:443)}
     */
    void failed(String what);
  }

  private final EventLoop loop;
  private final AwakeClock clock;
  private final Executor helper;
  private final ChannelFactory<? extends Channel> channels;
  private final ByteBufAllocator alloc;
  private final RemoteLaunch launch;
  private final long timeoutMillis;
  private final int maxHeaderBytes;
  private final String host;
  private final int port;
  private final boolean secure;
  private SslContext tls;

  Connector(RemoteIo io, RemoteLaunch launch, long timeoutMillis, int maxHeaderBytes) {
    this.loop = io.loop();
    this.clock = io.clock();
    this.helper = io.helper();
    this.channels = io.channels();
    this.alloc = io.alloc();
    this.launch = launch;
    this.timeoutMillis = timeoutMillis;
    this.maxHeaderBytes = maxHeaderBytes;
    URI url = launch.url();
    this.secure = url.getScheme().equals("https");
    this.host = bare(url.getHost());
    this.port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
  }

  /** An IPv6 address without its brackets. */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** How this machine's proxy wants to be asked; empty where it does not want to be. */
  static Optional<String> proxyAuthorization(RemoteLaunch launch) {
    return launch
        .proxy()
        .map(URI::getRawUserInfo)
        .map(user -> "Basic " + Base64.getEncoder().encodeToString(unescaped(user)));
  }

  private static byte[] unescaped(String raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = ByteText.bytes(raw);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') { // a URI has two digits behind it
        out.write(Character.digit(bytes[++i], 16) << 4 | Character.digit(bytes[++i], 16));
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toByteArray();
  }

  /** The attempt that was begun. */
  final class Attempt {
    private final Outcome outcome;
    private final Timer timeout;
    private Channel channel;
    private boolean over;

    private Attempt(Outcome outcome) {
      this.outcome = outcome;
      this.timeout =
          clock.in(
              timeoutMillis,
              TimeUnit.MILLISECONDS,
              () -> fail("did not accept a connection within " + timeoutMillis + " ms"));
    }

    /** Nobody wants the connection any more. */
    void cancel() {
      if (end() && channel != null) {
        channel.close();
      }
    }

    private boolean end() {
      boolean first = !over;
      over = true;
      timeout.cancel();
      return first;
    }

    void fail(String what) {
      if (end()) {
        if (channel != null) {
          channel.close();
        }
        outcome.failed(what);
      }
    }

    /** Beside the loop. */
    private void lookUp() {
      String name = launch.proxy().map(proxy -> bare(proxy.getHost())).orElse(host);
      try {
        SslContext context = secure && tls == null ? TlsContexts.of(launch.caFile()) : null;
        List<InetAddress> addresses = List.of(InetAddress.getAllByName(name));
        loop.execute(
            () -> {
              if (context != null) {
                tls = context;
              }
              connect(addresses, 0);
            });
      } catch (UnknownHostException e) {
        loop.execute(() -> fail("there is no host " + name));
      } catch (IOException e) {
        loop.execute(() -> fail(e.getMessage()));
      }
    }

    private void connect(List<InetAddress> addresses, int index) {
      if (over) {
        return;
      }
      int proxyPort = launch.proxy().map(URI::getPort).orElse(port);
      InetSocketAddress address = new InetSocketAddress(addresses.get(index), proxyPort);
      ChannelFuture connecting =
          new Bootstrap()
              .group(loop)
              .channelFactory(channels)
              .option(ChannelOption.ALLOCATOR, alloc)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeoutMillis, 1 << 30))
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                      // its handlers come when it is connected
                    }
                  })
              .connect(address);
      channel = connecting.channel();
      connecting.addListener(
          done -> {
            if (over) {
              channel.close();
            } else if (done.isSuccess()) {
              reached();
            } else if (index + 1 < addresses.size()) {
              connect(addresses, index + 1);
            } else {
              fail(describe(done.cause()) + " (" + name(address) + ")");
            }
          });
    }

    private String name(InetSocketAddress address) {
      return launch.proxy().isPresent()
          ? "the proxy " + launch.proxy().get().getHost() + ":" + address.getPort()
          : host + ":" + port;
    }

    private void reached() {
      if (launch.proxy().isPresent() && secure) {
        RemotePipelines.tunnel(
            channel.pipeline(), maxHeaderBytes, new Tunnel(this, new Words(launch)));
        channel
            .writeAndFlush(connectRequest())
            .addListener(
                written -> {
                  if (!written.isSuccess()) {
                    fail("the proxy has closed the connection");
                  }
                });
      } else {
        secure();
      }
    }

    private FullHttpRequest connectRequest() {
      String authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
      FullHttpRequest request =
          new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, authority);
      request.headers().set(HttpHeaderNames.HOST, authority);
      proxyAuthorization(launch)
          .ifPresent(value -> request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, value));
      return request;
    }

    void tunnelled() {
      RemotePipelines.endTunnel(channel.pipeline());
      secure();
    }

    private void secure() {
      if (!secure) {
        succeed();
        return;
      }
      SslHandler handler = tls.newHandler(alloc, host, port, helper);
      handler.setHandshakeTimeoutMillis(timeoutMillis);
      RemotePipelines.tls(channel.pipeline(), handler, new Greeting(this));
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  RemotePipelines.endGreeting(channel.pipeline());
                  succeed();
                } else {
                  fail(describeTls(done.cause()));
                }
              });
    }

    private void succeed() {
      if (end()) {
        outcome.connected(channel);
      }
    }
  }

  /** Begins to make a connection; told of later, also when it fails at once. */
  Attempt connect(Outcome outcome) {
    Attempt attempt = new Attempt(outcome);
    try {
      helper.execute(attempt::lookUp);
    } catch (RejectedExecutionException e) {
      loop.execute(() -> attempt.fail("mcpmux is stopping"));
    }
    return attempt;
  }

  /** In one clause, without class names. */
  static String describe(Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return "the connection was closed";
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (message.contains("refused")) {
      return "connection refused";
    }
    if (message.contains("timed out")) {
      return "connection timed out";
    }
    return message;
  }

  private String describeTls(Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      return "no TLS connection: what listens there does not speak TLS";
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean certificate =
        cause instanceof SSLHandshakeException && root instanceof GeneralSecurityException;
    String what = certificate ? "its certificate is not to be trusted: " : "no TLS connection: ";
    return what
        + new Words(launch).shown(describe(root))
        + (root instanceof CertPathBuilderException ? authority() : "");
  }

  /** What to do where a company has an authority of its own. */
  private String authority() {
    return launch
        .caFile()
        .map(file -> "; it comes from none of the authorities in " + file + " (caFile)")
        .orElse(
            "; an authority that Java does not know is named by the server's caFile in the config");
  }

  /** Holds what happens to a connection while TLS is begun; its future tells the same. */
  private final class Greeting extends ChannelInboundHandlerAdapter {
    private final Attempt attempt;

    Greeting(Attempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      attempt.fail("closed the connection while TLS was begun");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      attempt.fail(describeTls(cause instanceof DecoderException ? cause.getCause() : cause));
    }
  }
}
