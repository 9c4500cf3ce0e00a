package dev.mcpmux.netty.remote;

import dev.mcpmux.netty.remote.body.Body;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Says to the server that the session is over; what it answers to that, if anything, is of no
 * interest.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management">2025-11-25/basic/transports#session-management</a>
 */
final class Ending extends Answer {

  private final Wire wire;
  private final Runnable said;

  /**
   * @param said called when it is said, or cannot be
   */
  Ending(Wire wire, Runnable said) {
    this.wire = wire;
    this.said = said;
  }

  @Override
  FullHttpRequest request() {
    return wire.delete();
  }

  @Override
  int bytes() {
    return 0;
  }

  @Override
  Body body(HttpResponse head) {
    said.run();
    return Body.none();
  }

  @Override
  void onUnsent(String what) {
    said.run();
  }

  @Override
  void onLost(String what) {
    said.run();
  }
}
