package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.MetricsPage;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * {@code /metrics}: the loop takes the numbers, and a helper thread makes the text of them. Whoever
 * asks meanwhile waits, as the other helper threads are for processes. Event loop only.
 */
public final class MetricsEndpoint {

  /** Whoever asks more often asks more than once for the same. */
  private static final int MAX_AT_ONCE = 4;

  /** A request, with what was counted when it came. */
  private record Asked(Exchange exchange, MetricsPage.Snapshot now, String accept) {}

  private final MetricsPage page;
  private final Supplier<MetricsPage.Snapshot> snapshot;
  private final Executor helper;
  private final Executor loop;

  /** The first is being written. */
  private final Deque<Asked> asked = new ArrayDeque<>();

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
    if (asked.size() == MAX_AT_ONCE) {
      exchange.refuse(
          HttpRefusal.over(
                  HttpResponseStatus.SERVICE_UNAVAILABLE,
                  "requests for metrics",
                  asked.size() + 1,
                  MAX_AT_ONCE)
              .later());
      return;
    }
    String accept = String.join(",", exchange.request.headers().getAll(HttpHeaderNames.ACCEPT));
    asked.add(new Asked(exchange, snapshot.get(), accept));
    if (asked.size() == 1) {
      writeFirst();
    }
  }

  private void writeFirst() {
    Asked first = asked.element();
    helper.execute(() -> write(first));
  }

  private void write(Asked first) {
    MetricsPage.Text text = null;
    try {
      text = page.write(first.now(), first.accept());
    } finally {
      MetricsPage.Text written = text;
      loop.execute(() -> written(first.exchange(), written));
    }
  }

  /**
   * @param text null when there is none, which the log says
   */
  private void written(Exchange exchange, MetricsPage.Text text) {
    asked.remove();
    asked.removeIf(each -> !isOpen(each.exchange()));
    if (!asked.isEmpty()) {
      writeFirst();
    }
    if (!isOpen(exchange)) {
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

  private static boolean isOpen(Exchange exchange) {
    return exchange.connection.exchange() == exchange;
  }
}
