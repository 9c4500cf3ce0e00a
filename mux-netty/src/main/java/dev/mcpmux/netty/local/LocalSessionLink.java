package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.peer.SessionPeer;
import dev.mcpmux.core.peer.SureExecutor;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.SessionLink;
import dev.mcpmux.netty.log.ForeignFailures;
import dev.mcpmux.netty.wire.Frame;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;

/** A session of this process. What is not said otherwise is the event loop's. */
final class LocalSessionLink extends SessionLink implements LocalLink, SessionPeer.Wire {

  private final MuxDriver driver;
  private final LoopMail mail;
  private final SessionPeer peer;
  private final ForeignFailures failures = new ForeignFailures();
  private final int maxBytes;
  private final long softBytes;

  /** What its program has not read yet. */
  private final AtomicLong unread = new AtomicLong();

  private boolean open = true;

  LocalSessionLink(int number, MuxDriver driver, SessionOptions options, SureExecutor executor) {
    super(number);
    this.driver = driver;
    this.maxBytes = driver.limits().maxFrameBytes();
    this.softBytes = driver.limits().sessionOutputSoftBytes();
    this.mail = new LoopMail(driver.loop(), this, maxBytes);
    this.peer = new SessionPeer(options, executor, this);
  }

  SessionPeer peer() {
    return peer;
  }

  /** By any thread. */
  @Override
  public boolean send(byte[] line, long with) {
    return mail.send(line, with);
  }

  /** By any thread. */
  @Override
  public long waitingBytes() {
    return mail.waitingBytes();
  }

  /** By any thread. */
  @Override
  public void notice(byte[] line) {
    mail.notice(line, 0);
  }

  /** By any thread. */
  @Override
  public int maxBytes() {
    return maxBytes;
  }

  /** By any thread. */
  @Override
  public void taken(int bytes) {
    long before = unread.getAndAdd(-bytes);
    if (before > softBytes && before - bytes <= softBytes) {
      onLoop(() -> driver.onWritabilityChanged(this));
    }
  }

  /** By any thread. */
  @Override
  public void onFailure(String what, String method, Throwable cause) {
    failures.add(what, method, cause);
  }

  /** By any thread. */
  @Override
  public void close() {
    onLoop(
        () -> {
          if (open) {
            driver.onSessionClose(this);
            end("closed", "the session was closed");
          }
        });
  }

  private void end(String reason, String message) {
    open = false;
    peer.onEnd(new SessionClosedException(reason, message));
    onLoop(driver::sessionGone); // not within an effect
  }

  @Override
  public void onLine(Frame frame, long with) {
    if (open) {
      driver.onSessionFrame(this, frame);
    }
  }

  @Override
  public MuxDriver driver() {
    return driver;
  }

  @Override
  public void onFailure(Throwable cause) {
    driver.failLater(this, cause);
  }

  @Override
  protected boolean isOpen() {
    return open;
  }

  @Override
  protected boolean isWritable() {
    return unread.get() <= softBytes;
  }

  @Override
  protected boolean takesArrays() {
    return true;
  }

  @Override
  protected void write(int stream, ByteBuf line) {
    write(stream, LocalLink.message(line));
  }

  @Override
  protected void write(int stream, byte[] message) {
    peer.onLine(message);
    if (unread.addAndGet(message.length) > softBytes) {
      driver.onWritabilityChanged(this);
    }
  }

  @Override
  protected void flush() {
    peer.deliver();
  }

  @Override
  protected long unsentBytes() {
    return unread.get();
  }

  @Override
  protected void setReads(boolean reads) {
    mail.pause(!reads);
  }

  @Override
  protected void close(CloseCause cause) {
    end(cause.reason(), cause.message());
  }
}
