package dev.mcpmux.cli.telemetry;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;

/** Receives OTLP over HTTP, and reads it with the protocol's own schema. */
public final class OtlpReceiver implements AutoCloseable {

  private final HttpServer server;
  private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
  private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
  private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger refusedMetrics = new AtomicInteger();
  private volatile int status = 200;

  /** As for all else unless there is one. */
  private volatile int statusOfMetrics;

  public OtlpReceiver() throws IOException {
    this(0);
  }

  /**
   * @param port 0 for any
   */
  public OtlpReceiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/v1/traces", this::onTraces);
    server.createContext("/v1/metrics", this::onMetrics);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Refuses what comes from now on. */
  void refuse(int answer) {
    status = answer;
  }

  /** Refuses metrics alone from now on. */
  void refuseMetrics(int answer) {
    statusOfMetrics = answer;
  }

  int refusedMetrics() {
    return refusedMetrics.get();
  }

  /** How many have come, also where they were refused. */
  int requests() {
    return requests.get();
  }

  private void onTraces(HttpExchange exchange) throws IOException {
    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body(exchange));
    if (answer(exchange, ExportTraceServiceResponse.getDefaultInstance(), status)) {
      traces.add(request);
    }
  }

  private void onMetrics(HttpExchange exchange) throws IOException {
    ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(body(exchange));
    int now = statusOfMetrics == 0 ? status : statusOfMetrics;
    if (answer(exchange, ExportMetricsServiceResponse.getDefaultInstance(), now)) {
      metrics.add(request);
    } else {
      refusedMetrics.incrementAndGet();
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    return zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
  }

  private boolean answer(HttpExchange exchange, Message message, int now) throws IOException {
    requests.incrementAndGet();
    headers.add(Map.copyOf(exchange.getRequestHeaders()));
    byte[] bytes = message.toByteArray();
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(now, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
    return now == 200;
  }

  /** All spans that have come. */
  public List<Span> spans() {
    return traces.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** Those of a kind and name. */
  public List<Span> spans(Span.SpanKind kind, String name) {
    return spans().stream()
        .filter(span -> span.getKind() == kind && span.getName().equals(name))
        .toList();
  }

  /** Whose spans they are. */
  public Map<String, String> resource() {
    return attributes(traces.get(0).getResourceSpans(0).getResource().getAttributesList());
  }

  /** The points of a metric, as they were sent last. */
  public List<HistogramDataPoint> points(String name) {
    if (metrics.isEmpty()) {
      return List.of();
    }
    return metrics.get(metrics.size() - 1).getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .filter(metric -> metric.getName().equals(name))
        .map(Metric::getHistogram)
        .flatMap(histogram -> histogram.getDataPointsList().stream())
        .toList();
  }

  /** All that has come, as text. */
  public String everything() {
    return traces.toString() + metrics;
  }

  /** A header of each request that has come. */
  public List<String> header(String name) {
    return headers.stream().map(each -> each.getOrDefault(name, List.of("")).get(0)).toList();
  }

  public static Map<String, String> attributes(List<KeyValue> list) {
    Map<String, String> attributes = new TreeMap<>();
    list.forEach(each -> attributes.put(each.getKey(), each.getValue().getStringValue()));
    return attributes;
  }

  public static void await(String what, BooleanSupplier happened) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not happen: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
