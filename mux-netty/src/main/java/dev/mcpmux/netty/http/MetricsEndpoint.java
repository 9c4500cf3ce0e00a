package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.MetricsPage;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * {@code /metrics}: the loop takes the numbers, and a helper thread makes the text of them. Event
 * loop only.
 */
public final class MetricsEndpoint {

  /** Whoever asks more often asks more than once for the same. */
  private static final int MAX_AT_ONCE = 4;

  private final MetricsPage page;
  private final Supplier<MetricsPage.Snapshot> snapshot;
  private final Executor helper;
  private final Executor loop;
  private int atOnce;

  public MetricsEndpoint(
      MetricsPage page, Supplier<MetricsPage.Snapshot> snapshot, Executor helper, Executor loop) {
    this.page = page;
    this.snapshot = snapshot;
    this.helper = helper;
    this.loop = loop;
  }

  /** Where nobody counts. */
  static MetricsEndpoint none() {
    return new MetricsEndpoint(MetricsPage.NONE, () -> null, Runnable::run, Runnable::run);
  }

  void answer(Exchange exchange) {
    if (!page.isOn()) {
      exchange.refuse(
          HttpRefusal.of(
              HttpResponseStatus.NOT_FOUND,
              "metrics are off; \"metrics\": {\"enabled\": true} in the config switches them on"));
      return;
    }
    if (atOnce == MAX_AT_ONCE) {
      exchange.refuse(
          HttpRefusal.over(
                  HttpResponseStatus.SERVICE_UNAVAILABLE,
                  "requests for metrics",
                  atOnce + 1,
                  MAX_AT_ONCE)
              .later());
      return;
    }
    atOnce++;
    MetricsPage.Snapshot now = snapshot.get();
    String accept = String.join(",", exchange.request.headers().getAll(HttpHeaderNames.ACCEPT));
    helper.execute(() -> write(exchange, now, accept));
  }

  private void write(Exchange exchange, MetricsPage.Snapshot now, String accept) {
    MetricsPage.Text text = null;
    try {
      text = page.write(now, accept);
    } finally {
      MetricsPage.Text written = text;
      loop.execute(() -> written(exchange, written));
    }
  }

  /**
   * @param text null when there is none, which the log says
   */
  private void written(Exchange exchange, MetricsPage.Text text) {
    atOnce--;
    if (exchange.connection.exchange() != exchange) {
      return; // its connection broke meanwhile
    }
    if (text == null) {
      exchange.refuse(
          HttpRefusal.of(
              HttpResponseStatus.INTERNAL_SERVER_ERROR,
              "the metrics cannot be written; the daemon's log says why"));
    } else {
      exchange.respond(
          HttpResponseStatus.OK, text.type(), Unpooled.wrappedBuffer(text.bytes()), null);
    }
  }
}
