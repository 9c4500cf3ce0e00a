package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.http.read.RequestBody;
import java.util.function.BiConsumer;

/** What a connection is told by, and tells of, whoever answers its requests. Event loop only. */
interface HttpService {

  /** Those of now. */
  HttpLimits limits();

  /** As {@link dev.mcpmux.netty.io.AwakeClock#now}. */
  long now();

  void onOpened(HttpConnection connection);

  void onClosed(HttpConnection connection);

  /** A request on it has shown that it may come in. */
  void onAdmitted(HttpConnection connection);

  /** Null when the request may go on to its body. */
  HttpRefusal checkHead(Exchange exchange);

  /** Null when the body may have this length. */
  HttpRefusal checkBody(long length);

  /** Null when the request may go on still, whatever has been changed since its head came. */
  HttpRefusal checkAgain(Exchange exchange);

  /**
   * A request is complete.
   *
   * @param then told why it is refused, or null when it goes on; now or later
   */
  void prepare(Exchange exchange, BiConsumer<Exchange, HttpRefusal> then);

  /** A request without a body goes on. */
  void onRequest(Exchange exchange);

  /** A POST goes on. */
  void onPost(Exchange exchange, RequestBody body);

  /** An exchange that goes on. */
  void onTick(Exchange exchange, long now);
}
