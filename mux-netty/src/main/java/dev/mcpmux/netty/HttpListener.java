package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.Target;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.http.HttpFront;
import dev.mcpmux.netty.http.HttpSession;
import dev.mcpmux.netty.http.SessionHost;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Listens on TCP for clients that speak HTTP, and joins their sessions to the core. Event loop
 * only, but for {@link #bind}.
 */
final class HttpListener implements SessionHost {

  private final MuxDriver driver;
  private final HttpConfig config;
  private final HttpFront front;
  private final Transport transport;
  private final Supplier<Limits> limits;
  private final Helper helper;
  private final Lookups lookups;
  private final Map<String, String> environment;
  private final Map<HttpSession, HttpLink> links = new HashMap<>();

  /** For connections from now on. */
  private Optional<SslContext> tls = Optional.empty();

  private Channel listening;

  /**
   * @param token what each request must carry; null for nothing
   * @param environment that of sessions, which have none of their own
   */
  HttpListener(
      MuxDriver driver,
      HttpConfig config,
      String token,
      Transport transport,
      Supplier<Limits> limits,
      Helper helper,
      Lookups lookups,
      Map<String, String> environment) {
    this.driver = driver;
    this.config = config;
    this.front =
        new HttpFront(driver.loop(), this, config, () -> limits.get().maxFrameBytes(), token);
    this.transport = transport;
    this.limits = limits;
    this.helper = helper;
    this.lookups = lookups;
    this.environment = environment;
  }

  /**
   * Has the address from now on, where clients wait until it is to {@link #accept} them. Any thread
   * but the event loop.
   *
   * @throws IOException when the address cannot be had, or the certificate cannot be read
   */
  void bind() throws IOException {
    if (config.tls().isPresent()) {
      read(config.tls().get()).run();
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(driver.loop())
            .channelFactory(transport::newTcpServerChannel)
            .handler(new AcceptGuard())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Pipelines.http(
                        channel,
                        tls.map(HttpListener.this::handler),
                        front.newConnection(),
                        limits.get());
                  }
                })
            .bind(config.address())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on "
              + config.address()
              + HttpConfig.SET_BY
              + ": "
              + bound.cause().getMessage());
    }
    listening = bound.channel();
    Log.info("HTTP: " + url());
    if (!config.token()) {
      Log.warn("HTTP: no token is asked for; every program of this machine may come in");
    }
  }

  /** Lets clients in. */
  void accept() {
    listening.config().setAutoRead(true);
  }

  /**
   * Goes by another config and token from now on; the address, TLS, and whether a token is asked
   * for stay as they are.
   *
   * @return how many sessions were ended, because their token holds no more
   */
  int change(HttpConfig changed, String token) {
    return front.change(changed, token);
  }

  /**
   * Reads a certificate for connections from now on. Any thread but the event loop.
   *
   * @return puts it in force, on the event loop
   * @throws IOException when it cannot be used
   */
  Runnable read(HttpConfig.Tls certificate) throws IOException {
    SslContext context = TlsFiles.read(certificate);
    return () -> tls = Optional.of(context);
  }

  /** Where it listens, with the port that it got. */
  String url() {
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
  void drain(Runnable whenDone) {
    front.drain(whenDone);
  }

  void close() {
    listening.close();
    front.close();
  }

  @Override
  public void findDirectory(Path path, Consumer<Boolean> told, Consumer<String> unknown) {
    lookups.ask(new Directory(path), told, unknown);
  }

  /** Whether there is one. */
  private record Directory(Path path) implements Lookups.Question<Boolean> {

    @Override
    public List<Object> key() {
      return List.of("directory", path);
    }

    @Override
    public String what() {
      return path.toString();
    }

    @Override
    public Boolean answer() {
      return Files.isDirectory(path);
    }
  }

  @Override
  public Optional<CloseCause> open(HttpSession session, String server, String root) {
    EventLoop loop = driver.loop();
    Target target = server.isEmpty() ? new Target.All() : new Target.Named(server);
    SessionHello hello =
        SessionHello.ofNetworkClient(target, root, System.getProperty("user.home"), environment);
    MuxDriver.Opening opening = driver.onSessionOpen(session, hello);
    if (opening.refused().isEmpty()) {
      links.put(session, (HttpLink) opening.session());
      session.whenEnded(() -> loop.execute(() -> gone(session)));
    }
    return opening.refused();
  }

  private void gone(HttpSession session) {
    HttpLink link = links.remove(session);
    driver.onSessionClose(link);
    driver.sessionGone();
  }

  @Override
  public void frame(HttpSession session, int stream, FrameView view, ByteBuf buffer, int index) {
    Frame frame = new Frame(view);
    frame.set(buffer, index);
    driver.onSessionFrame(links.get(session), stream, frame);
  }

  @Override
  public void settle() {
    driver.onReadComplete();
  }

  @Override
  public boolean awaitsReply(HttpSession session, int stream) {
    HttpLink link = links.get(session);
    return link != null && driver.awaitsReply(link, stream);
  }

  @Override
  public void writabilityChanged(HttpSession session) {
    HttpLink link = links.get(session);
    if (link != null) {
      driver.onWritabilityChanged(link);
    }
  }
}
