package dev.mcpmux.netty.socket;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.log.Log;
import java.util.concurrent.TimeUnit;

/**
 * Has the sessions of a daemon ready to go on at the next one: relays are asked to keep what their
 * clients send from now on, and what is in flight is waited for, with a bound. Event loop only.
 */
public final class Handover {

  /** What was not done in time is answered with this. */
  public static final CloseCause CAUSE =
      new CloseCause(
          "stopping",
          "the mcpmux daemon was replaced before there was an answer; the call may have been"
              + " executed");

  private static final long LOOK_MILLIS = 20;

  /** A relay whose client is suspended does not agree. */
  private static final long AGREE_MILLIS = 2_000;

  private final MuxDriver driver;
  private final Reception reception;
  private long agreesUntil;
  private long givesUpAt;
  private boolean goesOn;
  private boolean hurries;

  public Handover(MuxDriver driver, Reception reception) {
    this.driver = driver;
    this.reception = reception;
  }

  /**
   * @param then called once, when nothing is in flight or it has been long enough
   */
  public void begin(Runnable then) {
    goesOn = true;
    long now = driver.clock().now();
    long millis = driver.limits().drainTimeoutMillis();
    agreesUntil = now + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, AGREE_MILLIS));
    givesUpAt = now + TimeUnit.MILLISECONDS.toNanos(millis);
    Log.info(
        "makes way for another daemon; waits for requests in flight, at most " + millis + " ms");
    reception.beginHandover();
    look(then);
  }

  /**
   * No other daemon follows, and this one ends now: relays are not to start one before their
   * clients ask for it.
   */
  public void stopInstead() {
    goesOn = false;
    hurries = true;
  }

  /** Whether it has begun, and another daemon follows. */
  public boolean goesOn() {
    return goesOn;
  }

  private void look(Runnable then) {
    long now = driver.clock().now();
    boolean agreed = reception.haveAgreed() || now - agreesUntil >= 0;
    if (hurries || now - givesUpAt >= 0 || agreed && driver.inFlight() == 0) {
      then.run();
    } else {
      driver.clock().in(LOOK_MILLIS, TimeUnit.MILLISECONDS, () -> look(then));
    }
  }
}
