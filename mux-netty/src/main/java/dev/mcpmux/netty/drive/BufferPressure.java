package dev.mcpmux.netty.drive;

import dev.mcpmux.netty.io.BufferRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is done when all buffers take too much: sessions that do not read are closed, those with the
 * most unsent bytes first, and until these are free nothing is read from servers, whose answers
 * would have to be refused else. Event loop only.
 */
final class BufferPressure {

  private static final long LOOK_MILLIS = 10;

  /** A pause in which nothing gets free is of no use. */
  private static final int MAX_LOOKS = 100;

  private final MuxDriver driver;
  private final Links links;

  /** Sessions that are being closed. */
  private final List<SessionLink> closing = new ArrayList<>();

  /** Whether nothing is read from servers. */
  private boolean holds;

  private int looks;

  BufferPressure(MuxDriver driver, Links links) {
    this.driver = driver;
    this.links = links;
  }

  /** There is too much. */
  void relieve() {
    long over = BufferRoom.over();
    for (SessionLink each : closing) {
      over -= each.unsentBytes(); // that is free in a moment
    }
    while (over > 0) {
      SessionLink largest = largest();
      if (largest == null) {
        break;
      }
      largest.exceedOutput();
      closing.add(largest);
      over -= largest.unsentBytes();
      driver.later().onBuffersFull(largest, largest.unsentBytes());
    }
    if (!closing.isEmpty() && !holds) {
      holds = true;
      looks = 0;
      setServerReads(false);
      lookAgain();
    }
  }

  /** The session that has the most unsent, of those that are not read from any more; or null. */
  private SessionLink largest() {
    SessionLink largest = null;
    for (SessionLink each : links.sessions()) {
      boolean reads = each.isOutputExceeded() || !each.isOpen() || each.isWritable();
      if (!reads && (largest == null || each.unsentBytes() > largest.unsentBytes())) {
        largest = each;
      }
    }
    return largest;
  }

  private void lookAgain() {
    driver.loop().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    closing.removeIf(each -> each.unsentBytes() == 0);
    if (closing.isEmpty() || BufferRoom.over() <= 0 || ++looks >= MAX_LOOKS) {
      holds = false;
      setServerReads(true);
    } else {
      lookAgain();
    }
  }

  private void setServerReads(boolean reads) {
    for (UpstreamLink each : links.upstreams()) {
      each.setReads(reads);
    }
  }
}
