package dev.mcpmux.cli.telemetry;

import dev.mcpmux.cli.config.observe.TelemetrySettings;
import dev.mcpmux.cli.feature.Features;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.MuxListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Sends traces and metrics from its start to its end. Calls that have ended, also before the start,
 * wait in a queue of bounded length for the one thread that has the library, which it also loads,
 * so that the daemon does not start later. When it does not keep up, calls are left out, and the
 * log says how many. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {

  /** A call takes some hundred bytes, and 5 KB at most. */
  private static final int MAX_WAITING = 2048;

  /** The only class here that has the library. */
  private static final String OTLP = "dev.mcpmux.cli.telemetry.otlp.Otlp";

  private static final long LOOK_MILLIS = 500;
  private static final long END_MILLIS = 5_000;

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  /** Nothing has ended but this. */
  private static final Call.Ended END = new Call.Ended(null, null, null, null, 0, 0);

  private final TelemetrySettings settings;
  private final BlockingQueue<Call.Ended> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread thread = new Thread(this::run, "mcpmux-telemetry");
  private volatile Set<String> remotes = Set.of();
  private volatile boolean ends;

  /** Loads nothing yet. */
  public Telemetry(TelemetrySettings settings) {
    this.settings = settings;
    thread.setDaemon(true);
  }

  /** Which servers are reached over the network stands there. */
  public void servers(MuxConfig config) {
    remotes =
        config.servers().entrySet().stream()
            .filter(each -> each.getValue().launch() instanceof LaunchTemplate.Remote)
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Sends from now on. */
  public void start() {
    thread.start();
  }

  /** Hears of each call, and passes everything on. */
  public MuxListener listener(MuxListener next) {
    return new CallListener(next, () -> !ends, this::take);
  }

  private void take(Call.Ended ended) {
    if (!ends && !waiting.offer(ended)) {
      leftOut.incrementAndGet();
    }
  }

  private void run() {
    try (Exporter otlp = Features.load(Exporter.class, OTLP, settings)) {
      while (!ends || !waiting.isEmpty()) {
        Call.Ended ended = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (ended != null && ended != END) {
          otlp.add(ended, remotes.contains(ended.call().server()));
        }
        otlp.sendWhatIsDue();
        sayLeftOut();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by nobody
    } catch (RuntimeException | Error e) {
      ends = true;
      waiting.clear();
      LOG.log(System.Logger.Level.ERROR, "telemetry has failed, and no more is sent", e);
    }
  }

  private void sayLeftOut() {
    long calls = leftOut.get() == 0 ? 0 : leftOut.getAndSet(0);
    if (calls > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "telemetry does not keep up; calls that are left out of it: " + calls);
    }
  }

  /** Sends what is still to be sent, within a bound. */
  @Override
  public void close() {
    ends = true;
    waiting.offer(END); // where there is no room, the thread does not wait
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
