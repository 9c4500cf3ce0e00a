package dev.mcpmux.core;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.peer.SessionPeer;
import dev.mcpmux.core.peer.SureExecutor;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionHello;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An {@link McpSession} on a bare {@link Mux}: it turns frames into answers and callbacks, and is
 * driven as the {@code Mux} is. The driver opens a session with {@link #hello}, takes what {@link
 * Driver} is given to the {@code Mux}, and brings here what the {@code Mux} sends that session.
 *
 * <p>It has no thread and no clock. Callbacks run within {@link #deliver}, or on the executor of
 * the options; where the program closes the session, what is not delivered yet runs within that.
 * The methods of this class are for the driver's thread; the session is for any thread that the
 * driver takes frames from.
 */
public final class DrivenSession {

  /** The way to the {@link Mux}. Each is an event that comes later, never within an effect. */
  public interface Driver {

    /**
     * For {@link Mux#onSessionFrame}.
     *
     * @param frame one line, without its end
     */
    void frame(byte[] frame);

    /** For {@link Mux#onSessionClose}; nothing is to be brought here any more. */
    void close();

    /** The longest frame that is taken. */
    default int maxFrameBytes() {
      return Limits.defaults().maxFrameBytes();
    }

    /**
     * A callback of the program has failed, which a server may have it do with each message.
     *
     * @param what whose code it is
     */
    default void callbackFailed(String what, Throwable cause) {}
  }

  private static final Executor HERE = Runnable::run;

  private final SessionOptions options;
  private final SessionPeer peer;
  private final AtomicLong unread = new AtomicLong();
  private @Nullable SessionClosedException ends;

  public DrivenSession(SessionOptions options, Driver driver) {
    this.options = options;
    SureExecutor executor = new SureExecutor(options.executor().orElse(HERE), () -> HERE);
    this.peer = new SessionPeer(options, executor, new Wire(driver));
  }

  /** For {@link Mux#onSessionOpen}: the directory counts as the project. */
  public SessionHello hello() {
    return new SessionHello(options.target(), options.cwd().toString(), options.environment());
  }

  /**
   * Says {@code initialize}, once the {@code Mux} has let the session in.
   *
   * @return the session when its server has answered
   */
  public CompletableFuture<McpSession> open() {
    return peer.initialize();
  }

  /**
   * The {@code Mux} has sent a frame, in whatever way. It may be told within the effect; {@link
   * #deliver} follows.
   *
   * @param frame without a line end; nobody changes it any more
   */
  public void onFrame(byte[] frame) {
    unread.addAndGet(frame.length);
    peer.onLine(frame);
  }

  /** The {@code Mux} has refused or closed the session, as {@link #onFrame}. */
  public void onClose(CloseCause cause) {
    ends = new SessionClosedException(cause.reason(), cause.message());
  }

  /** Has the program hear of what has come. Not within an effect. */
  public void deliver() {
    peer.deliver();
    if (ends != null) {
      peer.onEnd(ends);
    }
  }

  /** What its program has not read, for {@link Mux#onSessionWritability}. */
  public long unreadBytes() {
    return unread.get();
  }

  private final class Wire implements SessionPeer.Wire {
    private final Driver driver;

    Wire(Driver driver) {
      this.driver = driver;
    }

    @Override
    public boolean send(byte[] line, long with) {
      driver.frame(line);
      return true;
    }

    @Override
    public void notice(byte[] line) {
      if (line.length <= maxBytes()) {
        driver.frame(line);
      }
    }

    @Override
    public long waitingBytes() {
      return 0; // the driver's own
    }

    @Override
    public int maxBytes() {
      return driver.maxFrameBytes();
    }

    @Override
    public void close() {
      driver.close();
      peer.onEnd(SessionPeer.closedByProgram());
    }

    @Override
    public void taken(int bytes) {
      unread.addAndGet(-bytes);
    }

    @Override
    public void onFailure(String what, String method, Throwable cause) {
      driver.callbackFailed(what, cause);
    }
  }
}
