package dev.mcpmux.cli.dashboard;

import dev.mcpmux.netty.MuxPages;
import dev.mcpmux.netty.config.HttpPages.EventSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The frames that pass, with secrets hidden. What the page has not taken waits here up to a bound,
 * then at the tap, and then is lost and counted. Thread-safe.
 */
final class TapSource implements EventSource, MuxPages.FrameSink {

  private static final int MAX_WAITING_BYTES = 256 * 1024;
  private static final String BODY_BYTES = "16384";

  /** What a page may ask for: never for anything unmasked. */
  private static final List<String> OPTIONS =
      List.of("server", "session", "method", "tool", "errors", "slowerThanMicros");

  private final BooleanSupplier goesOn;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private Runnable end = () -> {};
  private boolean ended;

  /**
   * @param goesOn whether the login still holds
   */
  private TapSource(BooleanSupplier goesOn) {
    this.goesOn = goesOn;
  }

  /**
   * Begins to listen.
   *
   * @throws java.util.concurrent.CompletionException if the query is wrong, or the daemon stops
   */
  static TapSource open(MuxPages daemon, Map<String, String> query, BooleanSupplier goesOn) {
    Map<String, String> options = new HashMap<>(query);
    options.keySet().retainAll(OPTIONS);
    if (query.containsKey("bodies")) {
      options.put("bodyBytes", BODY_BYTES);
    }
    TapSource source = new TapSource(goesOn);
    source.end = daemon.tap(options, source).toCompletableFuture().join();
    return source;
  }

  @Override
  public synchronized boolean isReady() {
    return waiting.size() < MAX_WAITING_BYTES;
  }

  @Override
  public synchronized void write(byte[] lines) {
    waiting.writeBytes(lines);
  }

  @Override
  public synchronized void end() {
    ended = true;
  }

  @Override
  public byte[] next() {
    if (!goesOn.getAsBoolean()) {
      return null;
    }
    String lines;
    synchronized (this) {
      if (waiting.size() == 0) {
        return ended ? null : Events.NONE;
      }
      lines = waiting.toString(StandardCharsets.UTF_8);
      waiting.reset();
    }
    // a CR ends a line of an event, and between tokens of JSON it is a space
    String frames = lines.strip().replace('\r', ' ').replace('\n', ',');
    return Events.event("frames", "[" + frames + "]");
  }

  @Override
  public void close() {
    end.run();
  }
}
