package dev.mcpmux.netty.socket;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.io.Channels;
import dev.mcpmux.netty.io.Descriptors;
import dev.mcpmux.netty.report.Lives;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.Pipelines;
import dev.mcpmux.netty.wire.RelayHello;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Set<SocketLink> open = new HashSet<>();
  private final long staysUntil;
  private long helloBytes;
  private boolean stopping;

  public Reception(
      MuxDriver driver, PeerCredentials peers, HelloLookups lookups, Lives lives, Control control) {
    this.staysUntil = System.nanoTime() + control.ways().staysAtLeast().toNanos();
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
  public void open(Channel channel, SessionHello hello, RelayHello relay) {
    if (stopping) {
      Control.refuse(channel, STOPPING);
      return;
    }
    if (makesWayFor(relay) && control.ways().handOver().getAsBoolean()) {
      Control.refuse(channel, STOPPING);
      return;
    }
    if (isShort(channel)) {
      Control.refuse(
          channel, new CloseCause("busy", Descriptors.tooMany(Channels.descriptor(channel))));
      return;
    }
    MuxDriver.Opening<SocketLink> opening =
        driver.onSessionOpen(number -> new SocketLink(number, channel, relay), hello);
    if (opening.refused().isPresent()) {
      Control.refuse(channel, opening.refused().get());
      return;
    }
    SocketLink session = opening.session();
    open.add(session);
    channel.closeFuture().addListener(closed -> gone(session));
    HelloHandler.answer(
        channel, Answers.open(session.number(), driver.serverOf(session.number()), relay));
    Pipelines.session(
        channel,
        relay.resume().map(before -> new ResumeHandler(driver, session, before)),
        new SessionHandler(driver, session),
        driver.limits());
    channel.config().setAutoRead(true);
  }

  private void gone(SocketLink session) {
    open.remove(session);
    driver.sessionGone();
  }

  /**
   * Whether the relay is of a later version, and nobody would notice. One that has just begun
   * stays: relays of two versions could have daemons take turns without end.
   */
  private boolean makesWayFor(RelayHello relay) {
    return relay.resumes()
        && Builds.isLater(relay.build(), MuxVersion.get())
        && System.nanoTime() - staysUntil >= 0
        && driver.inFlight() == 0
        && open.stream().allMatch(session -> session.relay().resumes());
  }

  /** What the relay of a session has said of itself. */
  public RelayHello relay(int session) {
    return open.stream()
        .filter(each -> each.number() == session)
        .map(SocketLink::relay)
        .findAny()
        .orElse(RelayHello.NONE);
  }

  /** From now on nobody is let in, and relays keep what their clients send. */
  void beginHandover() {
    stopping = true;
    open.forEach(SocketLink::handOver);
  }

  /** Whether nothing new comes from relays. */
  boolean haveAgreed() {
    return open.stream().allMatch(SocketLink::hasAgreed);
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
  public void tap(Channel channel, Map<String, String> options) {
    if (stopping) {
      Control.refuse(channel, STOPPING);
    } else {
      control.tap(channel, options);
    }
  }

  @Override
  public void control(Channel channel, String call, Optional<String> server) {
    if (stopping) {
      Control.refuse(channel, STOPPING);
    } else {
      control.call(channel, call, server);
    }
  }

  /**
   * From now on nobody is let in; ends the sessions and upstreams.
   *
   * @param handedOver whether sessions go on at another daemon
   */
  public void beginStop(boolean handedOver) {
    stopping = true;
    // else they would be told that they cannot be opened
    List.copyOf(open).stream().filter(SocketLink::beginsAnew).forEach(SocketLink::drop);
    driver.stop(handedOver ? Handover.CAUSE : STOPPING);
  }
}
