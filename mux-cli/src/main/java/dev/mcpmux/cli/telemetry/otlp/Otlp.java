package dev.mcpmux.cli.telemetry.otlp;

import dev.mcpmux.cli.config.observe.TelemetrySettings;
import dev.mcpmux.cli.telemetry.Call;
import dev.mcpmux.cli.telemetry.Exporter;
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
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The library, put together: takes calls, and sends what it makes of them. One thread. */
public final class Otlp implements Exporter {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MOST_BETWEEN_SPANS = Duration.ofSeconds(5);
  private static final long END_MILLIS = 2_000;
  private static final String NAME = "dev.mcpmux";

  /** The library's own, which says the same with each sending; kept, or it would come back. */
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  /** Null where no traces are wanted. */
  private final SpanBatches batches;

  private final SdkTracerProvider tracers;

  /** Null where no metrics are wanted. */
  private final SdkMeterProvider meters;

  private final Spans spans;

  public Otlp(TelemetrySettings settings) {
    LIBRARY.setLevel(Level.OFF);
    // the only one: it would look for others among services, as it would for what sends
    System.setProperty("io.opentelemetry.context.contextStorageProvider", "default");
    Resource resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "mcpmux")
                .put("service.version", MuxVersion.get())
                .put("service.instance.id", UUID.randomUUID().toString())
                .build());
    batches = settings.traces() ? batches(settings) : null;
    tracers =
        batches == null
            ? null
            : SdkTracerProvider.builder().setResource(resource).addSpanProcessor(batches).build();
    meters = settings.metrics() ? meters(settings, resource) : null;
    TracerProvider tracing = tracers == null ? TracerProvider.noop() : tracers;
    MeterProvider metering = meters == null ? MeterProvider.noop() : meters;
    spans = new Spans(tracing.get(NAME), metering.get(NAME));
  }

  private static SpanBatches batches(TelemetrySettings settings) {
    String url = url(settings, "/v1/traces");
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(url)
            .setTimeout(TIMEOUT)
            .setComponentLoader(new SenderOfTheJdk());
    settings.headers().forEach(exporter::addHeader);
    Duration interval = settings.interval();
    return new SpanBatches(
        exporter.build(),
        new Reports(url),
        interval.compareTo(MOST_BETWEEN_SPANS) < 0 ? interval : MOST_BETWEEN_SPANS);
  }

  private static SdkMeterProvider meters(TelemetrySettings settings, Resource resource) {
    String url = url(settings, "/v1/metrics");
    OtlpHttpMetricExporterBuilder exporter =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(url)
            .setTimeout(TIMEOUT)
            .setComponentLoader(new SenderOfTheJdk());
    settings.headers().forEach(exporter::addHeader);
    return SdkMeterProvider.builder()
        .setResource(resource)
        .registerMetricReader(
            PeriodicMetricReader.builder(new ReportedMetrics(exporter.build(), new Reports(url)))
                .setInterval(settings.interval())
                .build())
        .build();
  }

  private static String url(TelemetrySettings settings, String path) {
    String endpoint = settings.endpoint().toString();
    return (endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint)
        + path;
  }

  @Override
  public void add(Call.Ended ended, boolean remote) {
    spans.add(ended, remote);
  }

  @Override
  public void sendWhatIsDue() {
    if (batches != null) {
      batches.sendWhatIsDue();
    }
  }

  /** Sends what is still to be sent, within a bound. */
  @Override
  public void close() {
    if (tracers != null) {
      tracers.shutdown().join(END_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (meters != null) {
      meters.shutdown().join(END_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
