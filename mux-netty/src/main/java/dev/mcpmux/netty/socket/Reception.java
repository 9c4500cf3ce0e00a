package dev.mcpmux.netty.socket;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.SessionTraces;
import dev.mcpmux.core.Target;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.io.Channels;
import dev.mcpmux.netty.io.Descriptors;
import dev.mcpmux.netty.report.Lives;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets sessions in that have said hello, or says why not. Event loop only. */
public final class Reception implements HelloHandler.Service {

  /** One for all channels: those of a stopped daemon are told so. */
  private static final CloseCause STOPPING =
      new CloseCause("stopping", "the mcpmux daemon is stopping");

  private final MuxDriver driver;
  private final PeerCredentials peers;
  private final HelloLookups lookups;
  private final Lives lives;
  private final Control control;
  private long helloBytes;
  private boolean stopping;

  public Reception(
      MuxDriver driver, PeerCredentials peers, HelloLookups lookups, Lives lives, Control control) {
    this.driver = driver;
    this.peers = peers;
    this.lookups = lookups;
    this.lives = lives;
    this.control = control;
  }

  @Override
  public boolean isOwn(Channel channel) {
    return peers.isOwn(channel);
  }

  @Override
  public void refused(String reason, String message) {
    lives.refused(reason, message);
  }

  @Override
  public boolean isShort(Channel channel) {
    return Descriptors.isShort(Channels.descriptor(channel));
  }

  @Override
  public Optional<String> begin(int bytes) {
    int limit = driver.limits().maxHelloBytesTogether();
    long together = helloBytes + bytes;
    if (together > limit) {
      return Optional.of("bytes of hellos: " + together + " (limit: " + limit + ")");
    }
    helloBytes = together;
    return Optional.empty();
  }

  @Override
  public void end(int bytes) {
    helloBytes -= bytes;
  }

  @Override
  public Limits limits() {
    return driver.limits();
  }

  @Override
  public void refresh(Target target) {
    lookups.refresh(target);
  }

  @Override
  public SessionTraces traces(Hello hello) {
    return lookups.traces(hello);
  }

  @Override
  public void complete(
      Hello hello,
      SessionTraces traces,
      Consumer<SessionHello> completed,
      Consumer<String> unknown) {
    lookups.complete(hello, traces, completed, unknown);
  }

  @Override
  public void open(Channel channel, SessionHello hello) {
    if (stopping) {
      Control.refuse(channel, STOPPING);
      return;
    }
    if (isShort(channel)) {
      Control.refuse(
          channel, new CloseCause("busy", Descriptors.tooMany(Channels.descriptor(channel))));
      return;
    }
    MuxDriver.Opening<SocketLink> opening =
        driver.onSessionOpen(number -> new SocketLink(number, channel), hello);
    if (opening.refused().isPresent()) {
      Control.refuse(channel, opening.refused().get());
      return;
    }
    channel.closeFuture().addListener(closed -> driver.sessionGone());
    SocketLink session = opening.session();
    HelloHandler.answer(channel, Answers.open(session.number(), driver.serverOf(session)));
    Pipelines.session(channel, new SessionHandler(driver, session), driver.limits());
    channel.config().setAutoRead(true);
  }

  @Override
  public void status(Channel channel) {
    control.status(channel);
  }

  @Override
  public void stop(Channel channel) {
    control.stop(channel);
  }

  @Override
  public void control(Channel channel, String call, Optional<String> server) {
    if (stopping) {
      Control.refuse(channel, STOPPING);
    } else {
      control.call(channel, call, server);
    }
  }

  /** From now on nobody is let in; ends the sessions and upstreams. */
  public void beginStop() {
    stopping = true;
    driver.stop(STOPPING);
  }
}
