package dev.mcpmux.netty.remote;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.remote.Connections.Lane;
import dev.mcpmux.netty.remote.body.Events;
import dev.mcpmux.netty.remote.body.SseParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;

/**
 * One session with a server over HTTP, which the core sees as an upstream: its beginning, its end,
 * and what is in between. What the core says goes through the {@link Outbox}; what the server says
 * comes on the stream of a request ({@link Post}), on the one for all else ({@link Listening}), or,
 * from a server of 2024-11-05, on its only one ({@link LegacyStream}), and goes through the {@link
 * Inbox}.
 *
 * <p>The session is lost when the server does not know it any more ({@link SessionCheck}), or
 * cannot be reached. The requests that it certainly has not taken are handed back, the others fail,
 * and the core begins another one.
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

  private final RemoteIo io;
  private final String server;
  private final RemoteLaunch launch;
  private final Limits limits;
  private final RemoteOwner owner;
  private final Complaints complaints;
  private final Wire wire;
  private final Connections connections;
  private final Outbox outbox;
  private final Inbox inbox;
  private final SessionCheck session;
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
            io,
            new Connector(io, launch, limits.remoteTimeoutMillis(), limits.maxRemoteHeaderBytes()),
            limits,
            this::settled);
    this.outbox = new Outbox(this, this::onInitialized);
    this.session = new SessionCheck(this);
    this.inbox = new Inbox(this, owner);
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
    } else {
      outbox.send(line);
    }
    checkWritable();
  }

  private void onInitialized() {
    if (legacy == null && listening == null && lost == null) {
      listening = new Listening(this);
      listening.open();
    }
  }

  /** Ends the session, says so to the server, and then tells the owner. */
  public void stop() {
    if (stopping || ended) {
      return;
    }
    stopping = true;
    outbox.abandon();
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
      connections.run(Lane.SESSION, new Ending(wire, () -> end("was stopped")));
    }
  }

  /** Whether more may be written. */
  public boolean isWritable() {
    return writable;
  }

  /** What has come in answers so far, whether it was a message or not. */
  public long receivedBytes() {
    return connections.receivedBytes();
  }

  private void checkWritable() {
    long unsent = outbox.heldBytes() + connections.unsentBytes();
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
    } else if (lost != null && !outbox.isUndecided()) {
      endLost();
    }
    checkWritable();
    owner.onReadComplete();
  }

  /**
   * The initialize answer has this session id; null for none. It may be as long as headers may.
   *
   * @return whether it can be sent back
   */
  boolean onSession(String id) {
    if (id != null && !id.isEmpty()) {
      if (!id.matches("[\\t\\x20-\\x7E\\x80-\\xFF]+")) {
        return false;
      }
      wire.sessionId = id;
      complaints.words().hide(id);
    }
    return true;
  }

  /** The server has answered {@code initialize}. */
  void onBegun(byte[] result) {
    wire.protocolVersion = ProtocolVersion.of(result);
    if (wire.protocolVersion == null) {
      log("named no protocol version that a header may hold, so it is sent none");
    }
    session.begun(result);
  }

  /**
   * The server does not know the session any more.
   *
   * @param words what it says
   */
  void loseSession(String words) {
    lose(words.isEmpty() ? "has ended the session" : "has ended the session (" + words + ")");
  }

  /**
   * The session is of no use any more.
   *
   * @param what a clause that follows "the server"
   */
  void lose(String what) {
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
    outbox.giveBack(owner);
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
    outbox.close();
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

  /** The session is of no use any more: nothing more is sent in it. */
  boolean isLost() {
    return lost != null;
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
    inbox.deliver(request, message);
  }

  String oversize(long length) {
    return "sent a message of " + length + " bytes (limit: " + limits.maxFrameBytes() + ")";
  }

  Timer later(Runnable task, long millis) {
    return io.clock()
        .in(
            millis,
            TimeUnit.MILLISECONDS,
            () -> {
              if (!ended) {
                task.run();
                settled();
              }
            });
  }

  SseParser parser(Events events) {
    return new SseParser(io.alloc(), limits.maxFrameBytes(), limits.maxRemoteHeaderBytes(), events);
  }

  /** Runs it when what has come at once has been handled. */
  void soon(Runnable task) {
    io.loop()
        .execute(
            () -> {
              if (!ended) {
                task.run();
                settled();
              }
            });
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

  SessionCheck session() {
    return session;
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

  Outbox outbox() {
    return outbox;
  }
}
