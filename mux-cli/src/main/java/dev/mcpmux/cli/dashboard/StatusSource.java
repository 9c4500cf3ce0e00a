package dev.mcpmux.cli.dashboard;

import dev.mcpmux.netty.config.HttpPages.EventSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The status, each time that something but the time has changed in it, and now and then. */
final class StatusSource implements EventSource {

  /** Also shows that the daemon is there. */
  private static final long AT_LEAST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Pattern TIME =
      Pattern.compile("\"(uptimeSeconds|secondsAgo|cpuMillis|ageMillis)\":\\d+");

  private final Measurements measurements;
  private final String rowsOf;
  private final BooleanSupplier goesOn;
  private String last = "";
  private long lastAt;

  /**
   * @param rowsOf the server whose tools and methods are wanted; empty for none
   * @param goesOn whether the login still holds
   */
  StatusSource(Measurements measurements, String rowsOf, BooleanSupplier goesOn) {
    this.measurements = measurements;
    this.rowsOf = rowsOf;
    this.goesOn = goesOn;
  }

  @Override
  public byte[] next() {
    if (!goesOn.getAsBoolean()) {
      return null;
    }
    String status;
    try {
      status = measurements.status(rowsOf);
    } catch (CompletionException e) {
      return null; // the daemon stops
    }
    String timeless = TIME.matcher(status).replaceAll("");
    long now = System.nanoTime();
    if (timeless.equals(last) && now - lastAt < AT_LEAST_NANOS) {
      return Events.NONE;
    }
    last = timeless;
    lastAt = now;
    return Events.event("status", status);
  }

  @Override
  public void close() {
    // it holds nothing
  }
}
