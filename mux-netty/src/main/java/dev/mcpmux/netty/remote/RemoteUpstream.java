package dev.mcpmux.netty.remote;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.RemoteKind;
import dev.mcpmux.core.RemoteLaunch;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.netty.remote.Connections.Lane;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One session with a server over HTTP, which the core sees as an upstream. A request goes out in a
 * {@link Post} of its own, what has no reply one after the other; what the server says by itself
 * comes on the stream of a request, on the one for all else ({@link Listening}), or, from a server
 * of 2024-11-05, on its only one ({@link LegacyStream}).
 *
 * <p>The session is lost when the server does not know it any more (404), or cannot be reached. The
 * requests that it certainly has not taken are handed back, the others fail, and the core begins
 * another one.
 *
 * <h2>Reference Counting</h2>
 *
 * {@link #send} takes its buffer over; all that is told to the owner is lent.
 *
 * <p>Event loop only.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports">2025-11-25/basic/transports</a>
 */
public final class RemoteUpstream {

  /** What was sent just before a session is known to be lost has its fate told within this time. */
  private static final long LOSS_MILLIS = 1_000;

  /** How long the end of a session may take: what is left to be sent, and to say so. */
  private static final long STOP_MILLIS = 2_000;

  private static final int MAX_SESSION_ID = 1024;

  private final RemoteIo io;
  private final String server;
  private final RemoteLaunch launch;
  private final Limits limits;
  private final RemoteOwner owner;
  private final Complaints complaints;
  private final Wire wire;
  private final Connections connections;
  private final FrameScanner outgoing = new FrameScanner();
  private final FrameScanner incoming = new FrameScanner();

  /** Without a reply, by id. */
  private final Map<Long, Post> posts = new LinkedHashMap<>();

  private final Set<Other> others = new HashSet<>();

  /** What must not overtake the word that the client is initialized; null when nothing must. */
  private Deque<ByteBuf> held;

  private long heldBytes;
  private long initializeId;
  private Listening listening;
  private LegacyStream legacy;
  private boolean writable = true;

  /** Why the session is lost; null as long as it is not. */
  private String lost;

  private boolean stopping;
  private boolean saidEnd;
  private boolean ended;

  /**
   * @param server its name
   */
  public RemoteUpstream(
      RemoteIo io, String server, RemoteLaunch launch, Limits limits, RemoteOwner owner) {
    this.io = io;
    this.server = server;
    this.launch = launch;
    this.limits = limits;
    this.owner = owner;
    this.complaints = new Complaints(server, launch);
    this.wire = new Wire(launch);
    this.connections =
        new Connections(
            io.loop(),
            new Connector(io, launch, limits.remoteTimeoutMillis(), limits.maxRemoteHeaderBytes()),
            limits.maxConnectionsPerRemote(),
            limits.maxRemoteHeaderBytes(),
            this::settled);
  }

  /** Finds out whether the server is there. */
  public void start() {
    if (stopping) {
      return;
    }
    log("connecting to " + launch.address());
    if (launch.kind() == RemoteKind.SSE) {
      legacy = new LegacyStream(this, owner::onStarted, this::end);
      connections.run(Lane.SESSION, legacy);
    } else {
      connections.prepare(this::started, what -> end("could not be reached: " + what));
    }
  }

  private void started() {
    if (!ended && !stopping) {
      owner.onStarted();
    }
  }

  /**
   * @param line a message with its line end
   */
  public void send(ByteBuf line) {
    line.writerIndex(line.writerIndex() - 1);
    if (ended || stopping) {
      line.release();
    } else if (held != null) {
      held.add(line);
      heldBytes += line.readableBytes();
    } else {
      dispatch(line);
    }
    checkWritable();
  }

  private void dispatch(ByteBuf message) {
    outgoing.reset();
    outgoing.finish(message.nioBuffer(), 0, message.readableBytes());
    FrameView view = outgoing.view();
    if (view.kind() == FrameKind.REQUEST) {
      Post post = new Post(this, view.idAsLong(), view.method() == Method.INITIALIZE, message);
      if (view.method() == Method.INITIALIZE) {
        initializeId = post.id();
      }
      posts.put(post.id(), post);
      if (lost == null) {
        post.send();
      }
    } else if (lost != null) {
      message.release();
    } else if (view.method() == Method.NOTIFICATIONS_INITIALIZED) {
      held = new ArrayDeque<>();
      other(message, this::initialized);
    } else if (view.method() == Method.NOTIFICATIONS_CANCELLED) {
      cancel(message, posts.get(view.longValue(Field.REQUEST_ID)));
    } else {
      other(message, () -> {});
    }
  }

  private void other(ByteBuf message, Runnable after) {
    Other other = new Other(this, message, after);
    others.add(other);
    connections.run(Lane.OTHERS, other);
  }

  private void initialized() {
    Deque<ByteBuf> waiting = held;
    held = null;
    heldBytes = 0;
    for (ByteBuf message : waiting) {
      dispatch(message);
    }
    if (legacy == null && listening == null && lost == null) {
      listening = new Listening(this);
      listening.open();
    }
  }

  private void cancel(ByteBuf message, Post post) {
    if (post != null && post.body() != null && !post.isUndecided()) {
      message.release(); // the server has never heard of it
      post.abandon();
    } else {
      other(
          message,
          () -> {
            if (post != null) {
              post.abandon();
            }
          });
    }
  }

  /** Ends the session, says so to the server, and then tells the owner. */
  public void stop() {
    if (stopping || ended) {
      return;
    }
    stopping = true;
    List.copyOf(posts.values()).forEach(Post::abandon);
    if (listening != null) {
      listening.close();
    }
    io.loop().execute(this::settled);
    later(this::sayEnd, STOP_MILLIS / 2);
    later(() -> end("was stopped"), STOP_MILLIS);
  }

  /** Says that the session is over. */
  private void sayEnd() {
    if (saidEnd) {
      return;
    }
    saidEnd = true;
    if (legacy != null || wire.sessionId == null) {
      end("was stopped");
    } else {
      connections.run(Lane.SESSION, new Ending());
    }
  }

  private final class Ending extends Answer {

    @Override
    FullHttpRequest request() {
      return wire.delete();
    }

    @Override
    int bytes() {
      return 0;
    }

    @Override
    Body body(HttpResponse head) {
      return Body.text(0, text -> end("was stopped"));
    }

    @Override
    void onUnsent(String what) {
      end("was stopped");
    }

    @Override
    void onLost(String what) {
      end("was stopped");
    }
  }

  /** Whether more may be written. */
  public boolean isWritable() {
    return writable;
  }

  private void checkWritable() {
    long unsent = heldBytes + connections.unsentBytes();
    long limit = limits.upstreamOutputBytes();
    boolean now = writable ? unsent <= limit : unsent < limit / 2;
    if (now != writable) {
      writable = now;
      owner.onWritabilityChanged();
    }
  }

  /** What came at once has been handled. */
  private void settled() {
    if (ended) {
      return;
    }
    if (stopping) {
      if (connections.isQuiet(Lane.OTHERS)) {
        sayEnd();
      }
    } else if (lost != null && posts.values().stream().noneMatch(Post::isUndecided)) {
      endLost();
    }
    checkWritable();
    owner.onReadComplete();
  }

  /** The initialize answer has this session id; null for none. */
  void onSession(String id) {
    if (id != null && id.length() <= MAX_SESSION_ID && id.matches("[\\x21-\\x7E]+")) {
      wire.sessionId = id;
    }
  }

  /** A server says of a session that it does not know it, some with 400 and in words. */
  boolean isSessionGone(HttpResponseStatus status, String text) {
    return wire.sessionId != null
        && (status.code() == 404
            || status.code() == 400 && text.toLowerCase(Locale.ROOT).contains("session"));
  }

  /**
   * The session is of no use any more.
   *
   * @param refused the request that found out; null for none
   * @param what a clause that follows "the server"
   */
  void lose(Post refused, String what) {
    if (stopping || ended || lost != null) {
      return;
    }
    lost = what;
    if (listening != null) {
      listening.close();
    }
    later(this::endLost, LOSS_MILLIS);
    io.loop().execute(this::settled);
  }

  private void endLost() {
    List<Post> untaken = new ArrayList<>(posts.values());
    Collections.reverse(untaken);
    for (Post post : untaken) {
      if (post.body() != null && !post.isUndecided()) {
        outgoing.reset();
        outgoing.finish(post.body().nioBuffer(), 0, post.body().readableBytes());
        owner.onUntaken(post.body(), outgoing.view());
      }
    }
    end(lost);
  }

  /**
   * @param what a clause that follows "the server"
   */
  void end(String what) {
    if (ended) {
      return;
    }
    ended = true;
    List.copyOf(posts.values()).forEach(Post::abandon);
    List.copyOf(others).forEach(Other::discard);
    if (held != null) {
      held.forEach(ByteBuf::release);
      held = null;
    }
    if (listening != null) {
      listening.close();
    }
    if (legacy != null) {
      legacy.drop();
    }
    connections.close();
    log(what);
    owner.onEnded(what);
  }

  /** Tries the older transport for the request that is to begin the session. */
  boolean tryLegacy(Post initialize, String complaint) {
    if (legacy != null) {
      return false;
    }
    legacy =
        new LegacyStream(
            this,
            initialize::send,
            what -> initialize.fail(complaint + "; asked for an event stream, it " + what));
    connections.run(Lane.SESSION, legacy);
    return true;
  }

  boolean isLegacy() {
    return legacy != null && legacy.isOpen();
  }

  void deliver(long request, byte[] message) {
    deliver(request, Unpooled.wrappedBuffer(message));
  }

  /**
   * @param request on whose stream it came; 0 for none
   * @param message lent, and changed where it has line ends in it
   */
  void deliver(long request, ByteBuf message) {
    if (ended || stopping) {
      return;
    }
    putSpaces(message, (byte) '\n');
    putSpaces(message, (byte) '\r');
    incoming.reset();
    if (!incoming.finish(message.nioBuffer(), 0, message.readableBytes())) {
      return;
    }
    FrameView view = incoming.view();
    boolean reply = view.kind() == FrameKind.RESPONSE || view.kind() == FrameKind.ERROR_RESPONSE;
    long id = reply ? view.idAsLong() : view.fault() == FrameFault.ARRAY ? request : 0;
    if (id == initializeId && view.kind() == FrameKind.RESPONSE) {
      wire.protocolVersion = ProtocolVersion.of(view.raw(Field.RESULT));
    }
    owner.onMessage(request, message, view);
    Post answered = posts.get(id);
    if (answered != null) {
      answered.answered();
    }
  }

  /** A message over HTTP may be written in lines, for the core it is one. */
  private static void putSpaces(ByteBuf message, byte end) {
    int at = message.indexOf(message.readerIndex(), message.writerIndex(), end);
    while (at >= 0) {
      message.setByte(at, ' ');
      at = message.indexOf(at + 1, message.writerIndex(), end);
    }
  }

  String oversize(long length) {
    return "sent a message of " + length + " bytes (limit: " + limits.maxFrameBytes() + ")";
  }

  void ended(Post post) {
    posts.remove(post.id());
  }

  void ended(Other other) {
    others.remove(other);
  }

  ScheduledFuture<?> later(Runnable task, long millis) {
    return io.loop()
        .schedule(
            () -> {
              if (!ended) {
                task.run();
                settled();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  SseParser parser(Events events) {
    return new SseParser(io.alloc(), limits.maxFrameBytes(), events);
  }

  void log(String line) {
    owner.onLog(line);
  }

  ByteBufAllocator alloc() {
    return io.alloc();
  }

  Limits limits() {
    return limits;
  }

  String server() {
    return server;
  }

  Complaints complaints() {
    return complaints;
  }

  Wire wire() {
    return wire;
  }

  Connections connections() {
    return connections;
  }
}
