package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxStatus;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.SessionTraces;
import dev.mcpmux.core.Target;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers hellos: opens sessions, tells the status, takes the wish to stop. Event loop only. */
final class Reception implements HelloHandler.Service {

  /** One for all channels: those of a stopped daemon are told so. */
  private static final CloseCause STOPPING =
      new CloseCause("stopping", "the mcpmux daemon is stopping");

  private static final String UNKNOWN_SERVER = "unknown-server";

  private final MuxDriver driver;
  private final Supplier<MuxConfig> config;
  private final Transport transport;
  private final PeerCredentials peers;
  private final Helper helper;
  private final Lookups lookups;
  private final Restarts restarts;
  private final TraceMaker traces;
  private final Lives lives;
  private final Lately lately;
  private final ControlCalls calls;
  private final Runnable stop;
  private final List<Channel> stopCallers = new ArrayList<>();
  private final long startedAt = System.nanoTime();
  private long helloBytes;
  private boolean stopping;

  /**
   * @param config the one in force
   * @param calls answers what is not known here
   * @param stop called when a client wants the daemon to stop
   */
  Reception(
      MuxDriver driver,
      Supplier<MuxConfig> config,
      Transport transport,
      PeerCredentials peers,
      Helper helper,
      Lookups lookups,
      Restarts restarts,
      TraceMaker traces,
      Lives lives,
      Lately lately,
      ControlCalls calls,
      Runnable stop) {
    this.driver = driver;
    this.config = config;
    this.transport = transport;
    this.peers = peers;
    this.helper = helper;
    this.lookups = lookups;
    this.restarts = restarts;
    this.traces = traces;
    this.lives = lives;
    this.lately = lately;
    this.calls = calls;
    this.stop = stop;
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
    return Descriptors.isShort(Transport.descriptor(channel));
  }

  @Override
  public Optional<String> begin(int bytes) {
    int limit = config.get().limits().maxHelloBytesTogether();
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
    return config.get().limits();
  }

  @Override
  public void refresh(Target target) {
    if (!isKnown(target, config.get().servers().keySet())) {
      calls.refresh();
    }
  }

  private static boolean isKnown(Target target, Set<String> names) {
    if (target instanceof Target.Named named) {
      return names.contains(named.name());
    }
    return !(target instanceof Target.All all) || names.containsAll(all.only());
  }

  @Override
  public SessionTraces traces(Hello hello) {
    return traces.of(hello);
  }

  @Override
  public void complete(
      Hello hello,
      SessionTraces traces,
      Consumer<SessionHello> completed,
      Consumer<String> unknown) {
    lookups.ask(
        ProjectLookup.of(hello, config.get().servers()),
        found -> completed.accept(found.complete(hello, traces)),
        unknown);
  }

  @Override
  public void open(Channel channel, SessionHello hello) {
    if (stopping) {
      refuse(channel, STOPPING);
      return;
    }
    if (isShort(channel)) {
      refuse(channel, new CloseCause("busy", Descriptors.tooMany(Transport.descriptor(channel))));
      return;
    }
    MuxDriver.Opening opening = driver.onSessionOpen(channel, hello);
    if (opening.refused().isPresent()) {
      refuse(channel, opening.refused().get());
      return;
    }
    int number = opening.session().number();
    HelloHandler.answer(channel, Answers.open(number, serverOf(number)));
    Pipelines.session(channel, driver, opening.session(), config.get().limits());
    channel.config().setAutoRead(true);
  }

  @Override
  public void status(Channel channel) {
    HelloHandler.answer(channel, statusJson()).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void stop(Channel channel) {
    stopCallers.add(channel);
    HelloHandler.answer(channel, Answers.self());
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
                String reason = isInUse(server) ? "not-replaced" : "not-started";
                refuse(channel, new CloseCause(reason, String.join("\n", failures)));
              }
            });
  }

  private boolean isInUse(String server) {
    return driver.status().servers().stream()
        .filter(each -> each.name().equals(server))
        .flatMap(each -> each.upstreams().stream())
        .anyMatch(upstream -> upstream.state().equals("ready"));
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
        lately,
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
