package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxStatus;
import dev.mcpmux.core.SessionHello;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayList;
import java.util.List;

/** Answers hellos: opens sessions, tells the status, takes the wish to stop. Event loop only. */
final class Reception implements HelloHandler.Service {

  /** One for all channels: those of a stopped daemon are told so. */
  private static final CloseCause STOPPING =
      new CloseCause("stopping", "the mcpmux daemon is stopping");

  private final MuxDriver driver;
  private final Limits limits;
  private final Transport transport;
  private final PeerCredentials peers;
  private final Runnable stop;
  private final List<Channel> stopCallers = new ArrayList<>();
  private final long startedAt = System.nanoTime();
  private boolean stopping;

  /**
   * @param stop called when a client wants the daemon to stop
   */
  Reception(
      MuxDriver driver, Limits limits, Transport transport, PeerCredentials peers, Runnable stop) {
    this.driver = driver;
    this.limits = limits;
    this.transport = transport;
    this.peers = peers;
    this.stop = stop;
  }

  @Override
  public boolean isOwn(Channel channel) {
    return peers.isOwn(channel);
  }

  @Override
  public SessionHello complete(Hello hello) {
    return ProjectRoots.complete(hello);
  }

  @Override
  public void open(Channel channel, SessionHello hello) {
    if (stopping) {
      refuse(channel, STOPPING);
      return;
    }
    MuxDriver.Opening opening = driver.onSessionOpen(channel, hello);
    if (opening.refused().isPresent()) {
      refuse(channel, opening.refused().get());
      return;
    }
    int number = opening.session().number();
    HelloHandler.answer(channel, Answers.open(number, serverOf(number)));
    Pipelines.session(channel, driver, opening.session(), limits);
  }

  @Override
  public void status(Channel channel) {
    HelloHandler.answer(channel, statusJson()).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void stop(Channel channel) {
    stopCallers.add(channel);
    HelloHandler.answer(channel, Answers.stopping());
    stop.run();
  }

  byte[] statusJson() {
    return StatusJson.write(
        driver.status(), driver.actions()::pid, transport, System.nanoTime() - startedAt);
  }

  /** From now on nobody is let in; ends the sessions and upstreams. */
  void beginStop() {
    stopping = true;
    driver.stop(STOPPING);
  }

  /** Everything has ended: tells those who asked for it. */
  void endStop() {
    stopCallers.forEach(Channel::close);
  }

  private String serverOf(int session) {
    return driver.status().sessions().stream()
        .filter(open -> open.number() == session)
        .map(MuxStatus.Session::server)
        .findFirst()
        .orElse("");
  }

  private static void refuse(Channel channel, CloseCause cause) {
    HelloHandler.answer(channel, Answers.refused(cause.reason(), cause.message()))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
