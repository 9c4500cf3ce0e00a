package dev.mcpmux.netty.drive;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.log.Log;
import io.netty.channel.EventLoop;

/**
 * What is found out while something is written or flushed, which may be within an effect: it is
 * told to the core as a later event. Event loop only.
 */
final class LaterEvents {
  private final EventLoop loop;
  private final Mux mux;
  private final AwakeClock clock;
  private final Links links;
  private final Events events;

  LaterEvents(EventLoop loop, Mux mux, AwakeClock clock, Links links, Events events) {
    this.loop = loop;
    this.mux = mux;
    this.clock = clock;
    this.links = links;
    this.events = events;
  }

  /** Too much is unsent to this session. */
  void onOutputExceeded(SessionLink session, long unsentBytes) {
    later(session, () -> mux.onSessionOutputExceeded(session.number(), unsentBytes, clock.now()));
  }

  /** All buffers take too much, and this session has the most unsent. */
  void onBuffersFull(SessionLink session, long unsentBytes) {
    String why =
        "the client does not read: "
            + BufferRoom.full(BufferRoom.used())
            + ", of which unsent to it: "
            + unsentBytes;
    Log.warn(session + " is closed: " + why);
    CloseCause cause = new CloseCause("output-limit", why);
    later(session, () -> mux.closeSession(session.number(), cause, clock.now()));
  }

  private void later(Link link, Runnable event) {
    loop.execute(
        () -> {
          if (links.has(link)) {
            events.run(link, event);
          }
        });
  }

  /** It can be written to again, or no more. */
  void onWritabilityChanged(Link link) {
    if (link.queueWritability()) {
      loop.execute(() -> tellWritability(link));
    }
  }

  private void tellWritability(Link link) {
    if (!links.has(link) || !link.takeWritability()) {
      return;
    }
    boolean writable = link.wasWritable();
    events.run(
        link,
        () -> {
          if (link instanceof SessionLink) {
            mux.onSessionWritability(link.number(), writable, clock.now());
          } else {
            mux.onUpstreamWritability(link.number(), writable, clock.now());
          }
        });
  }
}
