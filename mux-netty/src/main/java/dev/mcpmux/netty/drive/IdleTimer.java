package dev.mcpmux.netty.drive;

import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.log.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tells when there has been no session for a while. Event loop only. */
public final class IdleTimer {

  private final MuxDriver driver;
  private final Runnable onIdle;
  private Optional<Duration> timeout;
  private Timer timer;
  private boolean ended;

  /**
   * @param timeout empty for never
   */
  public IdleTimer(MuxDriver driver, Optional<Duration> timeout, Runnable onIdle) {
    this.driver = driver;
    this.timeout = timeout;
    this.onIdle = onIdle;
  }

  /** A session may have come or gone. */
  public void look() {
    cancel();
    if (driver.sessions() == 0 && timeout.isPresent() && !ended) {
      long nanos = timeout.get().toNanos();
      timer = driver.clock().in(nanos, TimeUnit.NANOSECONDS, this::tell);
    }
  }

  public void timeout(Optional<Duration> changed) {
    timeout = changed;
    look();
  }

  /** Nobody wants to know any more. */
  public void end() {
    ended = true;
    cancel();
  }

  private void tell() {
    Log.info("no session for " + timeout.orElseThrow().toMillis() / 1000.0 + " s, stopping");
    onIdle.run();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
