package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxStatus;
import dev.mcpmux.core.SessionHello;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers hellos: opens sessions, tells the status, takes the wish to stop. Event loop only. */
final class Reception implements HelloHandler.Service {

  /** One for all channels: those of a stopped daemon are told so. */
  private static final CloseCause STOPPING =
      new CloseCause("stopping", "the mcpmux daemon is stopping");

  private static final String UNKNOWN_SERVER = "unknown-server";

  private final MuxDriver driver;
  private final Supplier<Limits> limits;
  private final Transport transport;
  private final PeerCredentials peers;
  private final Helper helper;
  private final Lookups lookups;
  private final Restarts restarts;
  private final ControlCalls calls;
  private final Runnable stop;
  private final List<Channel> stopCallers = new ArrayList<>();
  private final long startedAt = System.nanoTime();
  private boolean stopping;

  /**
   * @param limits those of now
   * @param calls answers what is not known here
   * @param stop called when a client wants the daemon to stop
   */
  Reception(
      MuxDriver driver,
      Supplier<Limits> limits,
      Transport transport,
      PeerCredentials peers,
      Helper helper,
      Lookups lookups,
      Restarts restarts,
      ControlCalls calls,
      Runnable stop) {
    this.driver = driver;
    this.limits = limits;
    this.transport = transport;
    this.peers = peers;
    this.helper = helper;
    this.lookups = lookups;
    this.restarts = restarts;
    this.calls = calls;
    this.stop = stop;
  }

  @Override
  public boolean isOwn(Channel channel) {
    return peers.isOwn(channel);
  }

  @Override
  public void complete(Hello hello, Consumer<SessionHello> completed, Consumer<String> unknown) {
    lookups.ask(ProjectLookup.of(hello), found -> completed.accept(found.complete(hello)), unknown);
  }

  @Override
  public void open(Channel channel, SessionHello hello) {
    open(channel, hello, true);
  }

  /**
   * @param again whether to read the config and try again when there is no such server
   */
  private void open(Channel channel, SessionHello hello, boolean again) {
    if (stopping) {
      refuse(channel, STOPPING);
      return;
    }
    MuxDriver.Opening opening = driver.onSessionOpen(channel, hello);
    if (opening.refused().isPresent()) {
      CloseCause why = opening.refused().get();
      if (again && why.reason().equals(UNKNOWN_SERVER)) {
        helper.execute(() -> refresh(channel, hello, why));
      } else {
        refuse(channel, why);
      }
      return;
    }
    int number = opening.session().number();
    HelloHandler.answer(channel, Answers.open(number, serverOf(number)));
    Pipelines.session(channel, driver, opening.session(), limits.get());
    channel.config().setAutoRead(true);
  }

  /** Helper thread. */
  private void refresh(Channel channel, SessionHello hello, CloseCause why) {
    boolean changed = calls.refresh();
    channel
        .eventLoop()
        .execute(
            () -> {
              if (channel.isActive() && changed) {
                open(channel, hello, false);
              } else {
                refuse(channel, why);
              }
            });
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

  @Override
  public void control(Channel channel, String call, Optional<String> server) {
    if (stopping) {
      refuse(channel, STOPPING);
    } else if (call.equals("restart") && server.isPresent()) {
      restart(channel, server.get());
    } else {
      helper.execute(() -> ask(channel, call, server));
    }
  }

  private void restart(Channel channel, String server) {
    List<Integer> begun = driver.restart(server);
    boolean known = driver.status().servers().stream().anyMatch(each -> each.name().equals(server));
    if (!known) {
      refuse(
          channel, new CloseCause(UNKNOWN_SERVER, "there is no server named \"" + server + "\""));
      return;
    }
    restarts
        .await(begun)
        .thenAccept(
            failures -> {
              if (failures.isEmpty()) {
                close(channel, Answers.result("{\"replaced\":" + begun.size() + "}"));
              } else {
                refuse(channel, new CloseCause("not-replaced", String.join("\n", failures)));
              }
            });
  }

  /** Helper thread. */
  private void ask(Channel channel, String call, Optional<String> server) {
    byte[] answer;
    try {
      answer =
          calls
              .answer(call, server)
              .map(Answers::result)
              .orElseGet(() -> Answers.refused("bad-hello", "hello: unknown control call"));
    } catch (ControlCalls.RefusedException e) {
      answer = Answers.refused(e.reason(), e.getMessage());
    }
    byte[] line = answer;
    channel.eventLoop().execute(() -> close(channel, line));
  }

  private static void close(Channel channel, byte[] answer) {
    HelloHandler.answer(channel, answer).addListener(ChannelFutureListener.CLOSE);
  }

  byte[] statusJson() {
    return StatusJson.write(
        driver.status(),
        driver.actions()::pid,
        transport,
        System.nanoTime() - startedAt,
        calls.notices());
  }

  /** From now on nobody is let in; ends the sessions and upstreams. */
  void beginStop() {
    stopping = true;
    restarts.stop(STOPPING);
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
