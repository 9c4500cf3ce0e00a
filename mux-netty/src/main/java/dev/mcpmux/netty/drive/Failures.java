package dev.mcpmux.netty.drive;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.log.Log;
import io.netty.channel.Channel;
import java.io.IOException;

/** What ends when something is thrown: the link that caused it, and nothing else. */
final class Failures {
  private final MuxDriver driver;
  private final Links links;

  Failures(MuxDriver driver, Links links) {
    this.driver = driver;
    this.links = links;
  }

  /** The channel of a link has failed. */
  void onException(Link link, Channel channel, Throwable cause) {
    boolean connection = cause instanceof IOException;
    if (!connection) {
      fail(link, cause);
    }
    if (link instanceof UpstreamLink) {
      channel.close();
    } else if (connection) { // else the session's goes when it has been told why
      connectionFailed((SessionLink) link, channel, cause);
    }
  }

  private static void connectionFailed(SessionLink session, Channel channel, Throwable cause) {
    if (session.isFailed() || !channel.isActive()) {
      channel.close();
      return;
    }
    // its client must not believe that all of mcpmux has ended
    session.fail();
    channel.config().setAutoRead(false);
    session.close(
        new CloseCause("connection-failed", "the connection failed: " + cause.getMessage()));
  }

  /**
   * Something was thrown in the middle of what a link has caused, or of what it was sent. From
   * within an event or an effect: as a later event.
   */
  void failLater(Link link, Throwable cause) {
    link.fail(); // at once: nothing more of it is taken
    driver.loop().execute(() -> fail(link, cause));
  }

  private void fail(Link link, Throwable cause) {
    link.fail();
    if (!links.has(link)) {
      return;
    }
    CloseCause why = CloseCause.INTERNAL;
    if (cause instanceof BufferRoom.FullException full) {
      why = full.cause();
      Log.warn(link + " is ended: " + why.message());
    } else {
      Log.bug(link + " failed and is ended", cause);
    }
    try {
      driver.end(link, why);
    } catch (RuntimeException | Error e) {
      Log.bug(link + " could not be ended in order", e);
    }
    driver.goOn();
  }
}
