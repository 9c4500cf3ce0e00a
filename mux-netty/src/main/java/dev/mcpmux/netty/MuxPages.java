package dev.mcpmux.netty;

import dev.mcpmux.netty.config.HttpPages;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.http.PageFront;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.report.History;
import dev.mcpmux.netty.socket.Status;
import dev.mcpmux.netty.tap.Feed;
import dev.mcpmux.netty.tap.Tap;
import dev.mcpmux.netty.tap.TapRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a program around a {@link MuxServer} needs to show what it does: pages at an address of
 * their own, and what to show there. All methods may be called by any thread but the event loop.
 */
public final class MuxPages {

  private final MuxDriver driver;
  private final Helper helper;
  private final Transport transport;
  private final Shown shown;
  private volatile PageFront front;
  private volatile HttpPages pages;

  /**
   * What there is to show.
   *
   * @param feed makes it for the first who asks
   */
  record Shown(Status status, History history, Supplier<Feed> feed) {}

  MuxPages(MuxDriver driver, Helper helper, Transport transport, Shown shown) {
    this.driver = driver;
    this.helper = helper;
    this.transport = transport;
    this.shown = shown;
  }

  Status status() {
    return shown.status();
  }

  /** Keeps the history from now on. */
  void begin() {
    int every = History.TICK_SECONDS;
    driver.loop().scheduleAtFixedRate(this::tick, every, every, TimeUnit.SECONDS);
  }

  private void tick() {
    try {
      if (shown.history().tick() && pages != null) {
        helper.execute(pages::look);
      }
    } catch (RuntimeException | Error e) {
      Log.bug("the history failed", e);
    }
  }

  /**
   * Serves pages from now on, until the server stops.
   *
   * @param address of the loopback interface
   * @return the URL that it got
   * @throws IOException when the address cannot be had, or pages are served already
   */
  public synchronized String serve(InetSocketAddress address, HttpPages served) throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(address + " is no loopback address");
    }
    if (front != null) {
      throw new IOException("pages are served already: " + front.url());
    }
    front = PageFront.listen(driver, helper, address, transport, served);
    pages = served;
    return front.url();
  }

  /** Ends with the server. */
  void close() {
    if (front != null) {
      front.close();
    }
  }

  /**
   * As {@link MuxServer#statusJson}, with the methods and tools of one server alone.
   *
   * @param rowsOf its name; empty for none
   */
  public CompletionStage<String> statusJson(String rowsOf) {
    return statusJson(rowsOf::equals);
  }

  CompletionStage<String> statusJson(Predicate<String> rowsOf) {
    return onLoop(() -> text(shown.status().json(rowsOf)));
  }

  /**
   * What was counted, over time: an object with lists.
   *
   * @param server empty for all together
   * @param day else the last hour
   */
  public CompletionStage<String> historyJson(String server, boolean day) {
    History.Span span = day ? History.Span.DAY : History.Span.HOUR;
    return onLoop(() -> text(shown.history().json(server, span)));
  }

  /** Notes for the history what servers take, in KiB; the sum under an empty name. */
  public void memory(Map<String, Long> kib) {
    onLoop(
        () -> {
          shown.history().memory(kib);
          return null;
        });
  }

  /**
   * Has other processes take the place of a server's.
   *
   * @return what is said of those that did not become ready, or of a name that nobody has
   */
  public CompletionStage<List<String>> restart(String server) {
    return onLoop(
            () -> {
              MuxDriver.Restart restart = driver.restart(server);
              return restart.begun() == 0 && !status().hasServer(server)
                  ? CompletableFuture.completedFuture(
                      List.of("there is no server named \"" + server + "\""))
                  : restart.failures();
            })
        .thenCompose(failures -> failures);
  }

  /** Takes the frames that pass, as lines of JSON. One thread of its own calls all of it. */
  public interface FrameSink {

    /** Whether it takes more now: while it does not, frames wait, and then are lost. */
    boolean isReady();

    /**
     * @param lines in UTF-8, each with its line end
     */
    void write(byte[] lines);

    /** Nothing more comes. */
    void end();
  }

  /**
   * Shows the frames that pass from now on.
   *
   * @param options as of the control call {@code tap} ({@code docs/attach-protocol.md})
   * @return ends it; fails with an {@link IllegalArgumentException} if an option is wrong
   */
  public CompletionStage<Runnable> tap(Map<String, String> options, FrameSink sink) {
    return onLoop(
        () -> {
          Feed feed = shown.feed().get();
          Tap tap = feed.open(TapRequest.of(options), new Passed(sink));
          return () ->
              onLoop(
                  () -> {
                    feed.close(tap);
                    return null;
                  });
        });
  }

  private record Passed(FrameSink sink) implements Tap.Sink {

    @Override
    public boolean isReady() {
      return sink.isReady();
    }

    @Override
    public void write(byte[] lines) {
      sink.write(lines);
    }

    @Override
    public void end() {
      sink.end();
    }
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private <T> CompletionStage<T> onLoop(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, driver.loop());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
