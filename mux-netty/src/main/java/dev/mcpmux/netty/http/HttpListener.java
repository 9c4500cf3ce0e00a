package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.files.TlsFiles;
import dev.mcpmux.netty.io.AcceptGuard;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.io.Channels;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Listens on TCP for clients that speak HTTP. Event loop only, but for {@link #bind}. */
public final class HttpListener {

  private final MuxDriver driver;
  private final HttpConfig config;
  private final HttpFront front;
  private final Transport transport;
  private final Executor helper;

  /** For connections from now on. */
  private Optional<SslContext> tls = Optional.empty();

  private Channel listening;

  public HttpListener(
      MuxDriver driver, HttpConfig config, HttpFront front, Transport transport, Executor helper) {
    this.driver = driver;
    this.config = config;
    this.front = front;
    this.transport = transport;
    this.helper = helper;
  }

  /**
   * Has the address from now on, where clients wait until it is to {@link #accept} them. Any thread
   * but the event loop.
   *
   * @throws IOException when the address cannot be had, or the certificate cannot be read
   */
  public void bind() throws IOException {
    if (config.tls().isPresent()) {
      read(config.tls().get()).run();
    }
    listening =
        bind(
            driver,
            config,
            HttpConfig.SET_BY,
            transport,
            channel ->
                Pipelines.http(
                    channel, tls.map(this::handler), front.newConnection(), driver.limits()));
    Log.info("HTTP: " + url());
    if (!config.token()) {
      Log.warn("HTTP: no token is asked for; every program of this machine may come in");
    }
  }

  /**
   * Has an address, where clients wait until somebody reads.
   *
   * @param setBy where somebody can change the address; empty for nowhere
   */
  static Channel bind(
      MuxDriver driver,
      HttpConfig config,
      String setBy,
      Transport transport,
      Consumer<Channel> init)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(driver.loop())
            .channelFactory(() -> Channels.newTcpServerChannel(transport))
            .handler(new AcceptGuard())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    init.accept(channel);
                  }
                })
            .bind(config.address())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + config.address() + setBy + ": " + bound.cause().getMessage());
    }
    return bound.channel();
  }

  /** Lets clients in. */
  public void accept() {
    listening.config().setAutoRead(true);
  }

  /**
   * Goes by another config and token from now on; the address, TLS, and whether a token is asked
   * for stay as they are.
   *
   * @return how many sessions were ended, because their token holds no more
   */
  public int change(HttpConfig changed, String token) {
    return front.change(changed, token);
  }

  /**
   * Reads a certificate for connections from now on. Any thread but the event loop.
   *
   * @return puts it in force, on the event loop
   * @throws IOException when it cannot be used
   */
  public Runnable read(HttpConfig.Tls certificate) throws IOException {
    SslContext context = TlsFiles.read(certificate);
    return () -> tls = Optional.of(context);
  }

  /** Where it listens, with the port that it got. */
  public String url() {
    return url(listening, config);
  }

  static String url(Channel listening, HttpConfig config) {
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    String host = address.getAddress().getHostAddress();
    return (config.tls().isPresent() ? "https://" : "http://")
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + address.getPort();
  }

  /** A handshake's arithmetic takes milliseconds: not on the loop. */
  private SslHandler handler(SslContext context) {
    return context.newHandler(Buffers.ALLOCATOR, helper);
  }

  /** Takes nothing new, and waits for what is in flight, within bounds. */
  public void drain(Runnable whenDone) {
    front.drain(whenDone);
  }

  public void close() {
    listening.close();
    front.close();
  }
}
