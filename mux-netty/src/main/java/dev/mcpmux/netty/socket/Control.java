package dev.mcpmux.netty.socket;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.tap.Feed;
import dev.mcpmux.netty.tap.TapRequest;
import dev.mcpmux.netty.wire.Answers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers control calls: status, stop, restart, and what the program around it knows. */
public final class Control {

  private static final String UNKNOWN_SERVER = "unknown-server";

  private final MuxDriver driver;
  private final Helper helper;
  private final ControlCalls calls;
  private final Status status;
  private final WaysOut ways;
  private final List<Channel> stopCallers = new ArrayList<>();
  private Feed feed;

  /**
   * @param calls answers what is not known here
   */
  public Control(MuxDriver driver, Helper helper, ControlCalls calls, Status status, WaysOut ways) {
    this.ways = ways;
    this.driver = driver;
    this.helper = helper;
    this.calls = calls;
    this.status = status;
  }

  WaysOut ways() {
    return ways;
  }

  /** Shows frames; it is made for the first who asks. */
  public Feed feed() {
    if (feed == null) {
      feed = new Feed(driver);
    }
    return feed;
  }

  void tap(Channel channel, Map<String, String> options) {
    TapRequest request;
    try {
      request = TapRequest.of(options);
    } catch (IllegalArgumentException | ArithmeticException e) {
      refuse(channel, new CloseCause("bad-hello", "hello: " + e.getMessage()));
      return;
    }
    TapConnection.open(feed(), request, channel);
  }

  void status(Channel channel) {
    close(channel, status.json());
  }

  void stop(Channel channel) {
    stopCallers.add(channel);
    HelloHandler.answer(channel, Answers.self());
    ways.stop().run();
  }

  /** Everything has ended: tells those who asked for it. */
  public void endStop() {
    stopCallers.forEach(Channel::close);
  }

  void call(Channel channel, String call, Optional<String> server) {
    if (call.equals("handover")) {
      handOver(channel);
    } else if (call.equals("restart") && server.isPresent()) {
      restart(channel, server.get());
    } else {
      helper.execute(() -> ask(channel, call, server));
    }
  }

  private void handOver(Channel channel) {
    if (ways.handOver().getAsBoolean()) {
      stopCallers.add(channel);
      HelloHandler.answer(channel, Answers.self());
    } else {
      refuse(
          channel,
          new CloseCause(
              "not-detached",
              "the daemon was started by hand (mcpmux serve), and ends only there"));
    }
  }

  private void restart(Channel channel, String server) {
    MuxDriver.Restart restart = driver.restart(server);
    if (restart.begun() == 0 && !status.hasServer(server)) {
      refuse(
          channel, new CloseCause(UNKNOWN_SERVER, "there is no server named \"" + server + "\""));
      return;
    }
    restart
        .failures()
        .thenAccept(
            failures -> {
              if (failures.isEmpty()) {
                close(channel, Answers.result("{\"replaced\":" + restart.begun() + "}"));
              } else {
                String reason = status.isInUse(server) ? "not-replaced" : "not-started";
                refuse(channel, new CloseCause(reason, String.join("\n", failures)));
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

  /** Says why, and closes the connection. */
  static void refuse(Channel channel, CloseCause cause) {
    close(channel, Answers.refused(cause.reason(), cause.message()));
  }

  private static void close(Channel channel, byte[] answer) {
    HelloHandler.answer(channel, answer).addListener(ChannelFutureListener.CLOSE);
  }
}
