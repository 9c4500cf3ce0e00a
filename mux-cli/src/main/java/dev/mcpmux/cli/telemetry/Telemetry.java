package dev.mcpmux.cli.telemetry;

import dev.mcpmux.cli.config.TelemetrySettings;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxVersion;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends traces and metrics from its start to its end. Calls that have ended wait in a queue of
 * bounded length for the one thread that makes spans of them; when that does not keep up, calls are
 * left out, and the log says how many. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {

  /** A call takes some hundred bytes, and 5 KB at most. */
  private static final int MAX_WAITING = 2048;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MOST_BETWEEN_SPANS = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 500;
  private static final long END_MILLIS = 2_000;
  private static final String NAME = "dev.mcpmux";

  private static final System.Logger LOG = System.getLogger(NAME);

  /** The library's own, which says the same with each sending; kept, or it would come back. */
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  private final BlockingQueue<Call.Ended> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread thread = new Thread(this::run, "mcpmux-telemetry");
  private final SpanBatches batches;
  private final SdkTracerProvider tracers;
  private final SdkMeterProvider meters;
  private final Spans spans;
  private volatile boolean ends;

  private Telemetry(TelemetrySettings settings) {
    LIBRARY.setLevel(Level.OFF);
    // the only one: it would look for others among services, as it would for what sends
    System.setProperty("io.opentelemetry.context.contextStorageProvider", "default");
    Reports reports = new Reports(settings.endpoint().toString());
    Resource resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "mcpmux")
                .put("service.version", MuxVersion.get())
                .put("service.instance.id", UUID.randomUUID().toString())
                .build());
    batches = settings.traces() ? batches(settings, reports) : null;
    tracers =
        batches == null
            ? null
            : SdkTracerProvider.builder().setResource(resource).addSpanProcessor(batches).build();
    meters = settings.metrics() ? meters(settings, resource, reports) : null;
    TracerProvider tracing = tracers == null ? TracerProvider.noop() : tracers;
    MeterProvider metering = meters == null ? MeterProvider.noop() : meters;
    spans = new Spans(tracing.get(NAME), metering.get(NAME));
  }

  /** Sends from now on. */
  public static Telemetry start(TelemetrySettings settings) {
    Telemetry telemetry = new Telemetry(settings);
    telemetry.thread.setDaemon(true);
    telemetry.thread.start();
    return telemetry;
  }

  private static SpanBatches batches(TelemetrySettings settings, Reports reports) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(url(settings, "/v1/traces"))
            .setTimeout(TIMEOUT)
            .setComponentLoader(new SenderOfTheJdk());
    settings.headers().forEach(exporter::addHeader);
    Duration interval = settings.interval();
    return new SpanBatches(
        exporter.build(),
        reports,
        interval.compareTo(MOST_BETWEEN_SPANS) < 0 ? interval : MOST_BETWEEN_SPANS);
  }

  private static SdkMeterProvider meters(
      TelemetrySettings settings, Resource resource, Reports reports) {
    OtlpHttpMetricExporterBuilder exporter =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(url(settings, "/v1/metrics"))
            .setTimeout(TIMEOUT)
            .setComponentLoader(new SenderOfTheJdk());
    settings.headers().forEach(exporter::addHeader);
    return SdkMeterProvider.builder()
        .setResource(resource)
        .registerMetricReader(
            PeriodicMetricReader.builder(new ReportedMetrics(exporter.build(), reports))
                .setInterval(settings.interval())
                .build())
        .build();
  }

  private static String url(TelemetrySettings settings, String path) {
    String endpoint = settings.endpoint().toString();
    return (endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint)
        + path;
  }

  /** Hears of each call, and passes everything on. */
  public MuxListener listener(MuxListener next) {
    return new CallListener(next, this::take);
  }

  private void take(Call.Ended ended) {
    if (!ends && !waiting.offer(ended)) {
      leftOut.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (!ends || !waiting.isEmpty()) {
        Call.Ended ended = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (ended != null) {
          spans.add(ended);
        }
        if (batches != null) {
          batches.sendWhatIsDue();
        }
        sayLeftOut();
      }
    } catch (InterruptedException e) {
      // it has not kept up until the end
    } catch (RuntimeException | Error e) {
      ends = true;
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
    try {
      thread.join(END_MILLIS);
      thread.interrupt();
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      return; // nothing can be sent, and it would be in the way
    }
    if (tracers != null) {
      tracers.shutdown().join(END_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (meters != null) {
      meters.shutdown().join(END_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
