package dev.mcpmux.cli.telemetry.otlp;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gathers spans, and sends them when there are many or a while has passed, one batch after the
 * other: while one is on its way, who makes spans waits. The library's own has a thread and a queue
 * as well, and there are both already. One thread.
 */
final class SpanBatches implements SpanProcessor {

  private static final int MAX_SPANS = 512;
  private static final long MAX_WAIT_MILLIS = 30_000;

  private final SpanExporter exporter;
  private final Reports reports;
  private final long interval;
  private final List<SpanData> gathered = new ArrayList<>();
  private CompletableResultCode onItsWay = CompletableResultCode.ofSuccess();
  private long sentAt = System.nanoTime();

  SpanBatches(SpanExporter exporter, Reports reports, Duration interval) {
    this.exporter = exporter;
    this.reports = reports;
    this.interval = interval.toNanos();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // nothing to do
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled()) {
      gathered.add(span.toSpanData());
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  void sendWhatIsDue() {
    boolean due = System.nanoTime() - sentAt >= interval && onItsWay.isDone();
    if (gathered.size() >= MAX_SPANS || due && !gathered.isEmpty()) {
      send();
    }
  }

  private void send() {
    onItsWay.join(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    List<SpanData> batch = List.copyOf(gathered);
    gathered.clear();
    sentAt = System.nanoTime();
    CompletableResultCode sent = exporter.export(batch);
    sent.whenComplete(() -> reports.sent(sent));
    onItsWay = sent;
  }

  @Override
  public CompletableResultCode shutdown() {
    if (!gathered.isEmpty()) {
      send();
    }
    CompletableResultCode last = onItsWay;
    CompletableResultCode done = new CompletableResultCode();
    last.whenComplete(() -> exporter.shutdown().whenComplete(done::succeed));
    return done;
  }
}
