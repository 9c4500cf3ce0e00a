package dev.mcpmux.netty.remote;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.io.AwakeClock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The connections to one server. Requests have so many at a time, and wait their turn for one. What
 * has no reply goes one after the other, on a connection that requests cannot take: a server that
 * waits for the answer to its question must get it however much is in flight. Idle connections are
 * used again for a while. Event loop only.
 */
final class Connections {

  /** Who may use how many connections. */
  enum Lane {
    /** What awaits a reply. */
    REQUESTS,
    /** Messages without one, in their order. */
    OTHERS,
    /** The stream for what belongs to no request, and the end of the session. */
    SESSION
  }

  private static final int MAX_SESSION = 2;

  private final EventLoop loop;
  private final AwakeClock clock;
  private final Connector connector;
  private final int maxHeaderBytes;
  private final int maxBodyBytes;
  private final Map<Lane, Integer> room = new HashMap<>();
  private final Map<Lane, Deque<Exchange>> waiting = new HashMap<>();
  private final Map<Exchange, Lane> running = new HashMap<>();
  private final Set<Connector.Attempt> attempts = new HashSet<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Map<Connection, ScheduledFuture<?>> idleTimers = new HashMap<>();
  private final Set<Connection> all = new HashSet<>();
  private final Runnable onReadComplete;
  private boolean closed;
  private long receivedBytes;

  Connections(RemoteIo io, Connector connector, Limits limits, Runnable onReadComplete) {
    this.loop = io.loop();
    this.clock = io.clock();
    this.connector = connector;
    this.maxHeaderBytes = limits.maxRemoteHeaderBytes();
    this.maxBodyBytes = limits.maxFrameBytes();
    this.onReadComplete = onReadComplete;
    for (Lane lane : Lane.values()) {
      waiting.put(lane, new ArrayDeque<>());
    }
    room.put(Lane.REQUESTS, limits.maxConnectionsPerRemote());
    room.put(Lane.OTHERS, 1);
    room.put(Lane.SESSION, MAX_SESSION);
  }

  /** Of all answers together. */
  long receivedBytes() {
    return receivedBytes;
  }

  void received(int bytes) {
    receivedBytes += bytes;
  }

  /** Runs something later, and what follows from it. */
  Timer later(Runnable task, long millis) {
    return clock.in(
        millis,
        TimeUnit.MILLISECONDS,
        () -> {
          task.run();
          readComplete();
        });
  }

  /** Runs the exchange as soon as its lane has room. */
  void run(Lane lane, Exchange exchange) {
    waiting.get(lane).add(exchange);
    drain(lane);
  }

  /** Makes a connection that the first exchange finds idle. */
  void prepare(Runnable connected, Consumer<String> failed) {
    connect(
        channel -> {
          released(add(channel));
          connected.run();
        },
        failed);
  }

  /** Bytes that wait for a turn, for a connection, or for the server to read them. */
  long unsentBytes() {
    long bytes = 0;
    for (Deque<Exchange> lane : waiting.values()) {
      for (Exchange exchange : lane) {
        bytes += exchange.bytes();
      }
    }
    for (Exchange exchange : running.keySet()) {
      bytes += exchange.isSent() ? 0 : exchange.bytes();
    }
    for (Connection connection : all) {
      bytes += connection.unsentBytes();
    }
    return bytes;
  }

  /** Whether nothing runs or waits in the lane. */
  boolean isQuiet(Lane lane) {
    return waiting.get(lane).isEmpty() && !running.containsValue(lane);
  }

  private void drain(Lane lane) {
    Deque<Exchange> queue = waiting.get(lane);
    while (!closed && !queue.isEmpty() && room.get(lane) > 0) {
      Exchange next = queue.poll();
      if (!next.isOver()) {
        room.merge(lane, -1, Integer::sum);
        running.put(next, lane);
        start(next);
      }
    }
  }

  private void start(Exchange exchange) {
    for (Connection connection = idle.pollLast();
        connection != null;
        connection = idle.pollLast()) {
      idleTimers.remove(connection).cancel(false);
      if (connection.isActive()) {
        connection.send(exchange);
        return;
      }
    }
    connect(
        channel -> {
          Connection connection = add(channel);
          if (exchange.isOver()) {
            released(connection);
          } else {
            connection.send(exchange);
          }
        },
        what -> {
          if (!exchange.isOver()) {
            exchange.setOver();
            exchange.onUnsent(what);
          }
          sweep();
          onReadComplete.run();
        });
  }

  private void connect(Consumer<Channel> connected, Consumer<String> failed) {
    AtomicReference<Connector.Attempt> attempt = new AtomicReference<>();
    attempt.set(
        connector.connect(
            new Connector.Outcome() {
              @Override
              public void connected(Channel channel) {
                attempts.remove(attempt.get());
                connected.accept(channel);
              }

              @Override
              public void failed(String what) {
                attempts.remove(attempt.get());
                failed.accept(what);
              }
            }));
    attempts.add(attempt.get());
  }

  private Connection add(Channel channel) {
    Connection connection = new Connection(this, channel, maxHeaderBytes);
    RemotePipelines.server(channel.pipeline(), maxHeaderBytes, maxBodyBytes, connection);
    all.add(connection);
    return connection;
  }

  /** The exchange is over: its place in the lane is free. */
  private void finish(Exchange exchange) {
    Lane lane = running.remove(exchange);
    if (lane != null) {
      room.merge(lane, 1, Integer::sum);
      loop.execute(() -> drain(lane)); // not from within what happens to the exchange
    }
  }

  /** Nothing runs on the connection any more. */
  void released(Connection connection) {
    sweep();
    if (connection.isActive() && !closed && connection.idleSeconds() > 0) {
      idle.add(connection);
      idleTimers.put(
          connection,
          loop.schedule(() -> expire(connection), connection.idleSeconds(), TimeUnit.SECONDS));
    } else {
      connection.close();
    }
  }

  private void expire(Connection connection) {
    idle.remove(connection);
    idleTimers.remove(connection);
    connection.close();
  }

  /** The connection is closed. */
  void gone(Connection connection) {
    all.remove(connection);
    if (idle.remove(connection)) {
      idleTimers.remove(connection).cancel(false);
    }
    sweep();
  }

  /** Frees the places of exchanges that have no need of them any more. */
  void sweep() {
    for (Exchange exchange : List.copyOf(running.keySet())) {
      if (exchange.isDone()) {
        finish(exchange);
      }
    }
  }

  void readComplete() {
    onReadComplete.run();
  }

  /** Closes everything; exchanges are not told, but freed. */
  void close() {
    closed = true;
    waiting.values().forEach(Deque::clear);
    running.keySet().forEach(Exchange::free);
    List.copyOf(attempts).forEach(Connector.Attempt::cancel);
    List.copyOf(all).forEach(Connection::close);
    idleTimers.values().forEach(timer -> timer.cancel(false));
  }
}
