package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.peer.Failure;
import dev.mcpmux.core.peer.SessionPeer;
import dev.mcpmux.core.peer.SureExecutor;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.log.ForeignFailures;
import dev.mcpmux.netty.wire.ControlLine;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;

/**
 * A session over the socket of a daemon ({@code docs/attach-protocol.md}). One thread reads and one
 * writes; nothing is read while its program has too much that it has not looked at.
 */
public final class SocketSession implements SessionPeer.Wire {
  private static final int MAX_UNREAD_BYTES = 16 * 1024 * 1024;
  private static final int MAX_BATCH_BYTES = 64 * 1024;

  /** As a relay waits ({@code docs/attach-protocol.md}). */
  private static final int GREETING_SECONDS = 60;

  private static final byte[] END = {};

  private final SocketChannel channel;
  private final SessionPeer peer;
  private final ForeignFailures failures = new ForeignFailures();
  private final BlockingQueue<byte[]> unsent = new LinkedBlockingQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final Semaphore room = new Semaphore(MAX_UNREAD_BYTES);

  /** Completes with the answer to the hello. */
  private final CompletableFuture<Void> greeted = new CompletableFuture<>();

  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();

  private SocketSession(SocketChannel channel, SessionOptions options, SureExecutor executor) {
    this.channel = channel;
    this.peer = new SessionPeer(options, executor, this);
  }

  /**
   * @param threads where it calls back, if the options name no executor
   * @return the session when its server has been initialized
   */
  public static CompletableFuture<McpSession> connect(
      Path socket, SessionOptions options, LocalServers threads) {
    SureExecutor executor = threads.callbacks(options);
    CompletableFuture<McpSession> opened = new CompletableFuture<>();
    thread("open", () -> open(socket, options, executor, opened));
    return opened;
  }

  private static void open(
      Path socket,
      SessionOptions options,
      SureExecutor executor,
      CompletableFuture<McpSession> opened) {
    SocketSession session;
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      opened.whenComplete(
          (made, failure) -> {
            if (failure != null) { // its program has given it up, or it has failed
              close(channel);
            }
          });
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        checkPeer(channel);
      } catch (Throwable e) {
        channel.close();
        throw e;
      }
      session = new SocketSession(channel, options, executor);
    } catch (Throwable e) {
      SessionClosedException none =
          new SessionClosedException(
              "no-daemon", "no daemon listens at " + socket + ": " + e.getMessage());
      executor.execute(() -> opened.completeExceptionally(none));
      return;
    }
    session.run(options, executor, opened);
  }

  @Override
  public SessionClosedException gone() {
    return new SessionClosedException("daemon-lost", "the session with the daemon has ended");
  }

  /** The hello holds an environment, which is for no other user. */
  private static void checkPeer(SocketChannel channel) throws IOException {
    Path own = Files.createTempFile("mcpmux", null);
    try {
      UserPrincipal user = Files.getOwner(own);
      if (!channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(user)) {
        throw new IOException("the process that listens there is another user's");
      }
    } finally {
      Files.delete(own);
    }
  }

  private void run(
      SessionOptions options, SureExecutor executor, CompletableFuture<McpSession> opened) {
    greeted
        .orTimeout(GREETING_SECONDS, TimeUnit.SECONDS)
        .whenComplete(
            (ok, late) -> {
              if (late != null) {
                SessionClosedException silent =
                    new SessionClosedException(
                        "daemon-lost", "no answer to the hello for " + GREETING_SECONDS + " s");
                executor.execute(() -> opened.completeExceptionally(silent));
              }
            });
    SessionClosedException cause;
    try (SocketChannel open = channel) {
      thread("write", this::writeAll);
      send(hello(options).toBytes(), 0);
      cause = read(new SocketLines(open), opened);
    } catch (IOException | RuntimeException | Error e) { // no memory, or no thread to be had
      cause = new SessionClosedException("daemon-lost", "the daemon has gone: " + e.getMessage());
    }
    greeted.complete(null); // or it will not be
    end(cause);
    peer.closed().thenAccept(opened::completeExceptionally); // if that has not happened yet
  }

  /** Until nothing comes any more; returns why. */
  private SessionClosedException read(SocketLines in, CompletableFuture<McpSession> opened)
      throws IOException {
    byte[] first = in.next();
    greeted.complete(null);
    Json answer = first == null ? Json.NULL : Json.parse(first);
    if (!answer.get("ok").bool(false)) {
      Json error = answer.get("error");
      return new SessionClosedException(
          error.get("reason").text("daemon-lost"),
          error.get("message").text("the daemon has closed the connection"));
    }
    peer.initialize()
        .whenComplete(
            (session, failure) -> {
              if (failure != null) {
                opened.completeExceptionally(Failure.cause(failure));
              } else if (!opened.complete(session)) {
                session.close();
              }
            });
    SessionClosedException said = new SessionClosedException("daemon-lost", "the daemon has gone");
    for (byte[] line = in.next(); line != null; line = in.next()) {
      if (line.length == 0) {
        continue;
      }
      if (line[0] != ControlLine.MARK) {
        int bytes = Math.min(line.length, MAX_UNREAD_BYTES);
        if (!room.tryAcquire(bytes)) {
          peer.deliver(); // what makes room
          room.acquireUninterruptibly(bytes);
        }
        peer.onLine(line);
        if (in.isDrained()) {
          peer.deliver();
        }
        continue;
      }
      Json close = Json.parse(rest(line)).get("close");
      if (close.isObject()) {
        said =
            new SessionClosedException(close.get("reason").text(""), close.get("message").text(""));
      }
    }
    return said;
  }

  private static byte[] rest(byte[] line) {
    return Arrays.copyOfRange(line, 1, line.length);
  }

  private static Json hello(SessionOptions options) {
    Json.ObjectBuilder env = Json.object();
    for (Map.Entry<String, String> each : options.environment().entrySet()) {
      env.put(each.getKey(), each.getValue());
    }
    return Json.object()
        .put("mcpmux", version(options.target()))
        .put("attach", attach(options.target()))
        .put("cwd", options.cwd().toString())
        .put("env", env.build())
        .put("pid", ProcessHandle.current().pid())
        .build();
  }

  private static int version(Target target) {
    if (!(target instanceof Target.All all)) {
      return 1;
    }
    return !all.profile().isEmpty() ? 4 : all.find() ? 3 : 1;
  }

  private static Json attach(Target target) {
    if (target instanceof Target.Named named) {
      return Json.object().put("name", named.name()).build();
    }
    if (target instanceof Target.AdHoc adHoc) {
      return Json.object().put("command", Json.ofStrings(adHoc.command())).build();
    }
    Target.All all = (Target.All) target;
    Json.ObjectBuilder attach = Json.object().put("all", true);
    if (!all.only().isEmpty()) {
      attach.put("only", Json.ofStrings(all.only()));
    }
    return attach
        .putIfAny("view", all.find() ? "find" : "")
        .putIfAny("profile", all.profile())
        .build();
  }

  @Override
  public boolean send(byte[] line, long with) {
    if (ended.get()) {
      return false;
    }
    waiting.addAndGet(line.length);
    unsent.add(line);
    return true;
  }

  @Override
  public long waitingBytes() {
    return waiting.get();
  }

  @Override
  public void notice(byte[] line) {
    if (line.length <= maxBytes()
        && unsent.size() < LoopMail.MAX_NOTICES
        && waiting.get() < LoopMail.MAX_NOTICE_BYTES) {
      send(line, 0);
    }
  }

  @Override
  public int maxBytes() {
    return SocketLines.MAX_LINE_BYTES;
  }

  @Override
  public void taken(int bytes) {
    room.release(Math.min(bytes, MAX_UNREAD_BYTES));
  }

  @Override
  public void onFailure(String what, String method, Throwable cause) {
    failures.add(what, method, cause);
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    room.release(MAX_UNREAD_BYTES); // its reader comes to the end, whoever does not read
    close(channel);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // it is closed
    }
  }

  private void end(SessionClosedException cause) {
    if (ended.compareAndSet(false, true)) {
      unsent.add(END);
      peer.deliver();
      peer.onEnd(closing.get() ? SessionPeer.closedByProgram() : cause);
    }
  }

  private void writeAll() {
    try {
      ByteBuffer batch = ByteBuffer.allocateDirect(MAX_BATCH_BYTES);
      for (byte[] line = unsent.take(); line != END; line = unsent.take()) {
        waiting.addAndGet(-line.length);
        put(batch, line);
        put(batch, new byte[] {'\n'});
        if (unsent.isEmpty()) {
          write(batch);
        }
      }
    } catch (IOException e) {
      // who reads sees the same, and says so
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(ByteBuffer batch, byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; ) {
      if (!batch.hasRemaining()) {
        write(batch);
      }
      int count = Math.min(batch.remaining(), bytes.length - at);
      batch.put(bytes, at, count);
      at += count;
    }
  }

  private void write(ByteBuffer batch) throws IOException {
    batch.flip();
    while (batch.hasRemaining()) {
      channel.write(batch);
    }
    batch.clear();
  }

  private static void thread(String what, Runnable work) {
    Thread thread = new Thread(work, "mcpmux-session-" + what);
    thread.setDaemon(true);
    thread.start();
  }
}
