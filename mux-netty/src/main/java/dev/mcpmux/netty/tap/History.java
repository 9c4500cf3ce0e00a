package dev.mcpmux.netty.tap;

import dev.mcpmux.netty.config.TapHistory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last frames of each server. Bounded by number and bytes. Event loop only. */
final class History {

  private static final int MAX_SERVERS = 128;
  private static final long MAX_BYTES = 4L * 1024 * 1024;

  /** What is kept of one server. */
  private static final class Last {
    final Deque<TapFrame> frames = new ArrayDeque<>();
    long bytes;

    void add(TapFrame frame, int max) {
      frames.add(frame);
      bytes += size(frame);
      while (frames.size() > max || bytes > MAX_BYTES) {
        bytes -= size(frames.poll());
      }
    }

    private static int size(TapFrame frame) {
      return frame.body() == null ? 0 : frame.body().length;
    }
  }

  private final TapHistory settings;

  private final Map<String, Last> servers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > MAX_SERVERS;
        }
      };

  History(TapHistory settings) {
    this.settings = settings;
  }

  boolean isOn() {
    return settings.frames() > 0;
  }

  int bodyBytes() {
    return isOn() && settings.bodies() ? TapHistory.MAX_BODY_BYTES : 0;
  }

  void add(TapFrame frame) {
    if (isOn()) {
      servers
          .computeIfAbsent(frame.link().server(), server -> new Last())
          .add(frame.cut(bodyBytes()), settings.frames());
    }
  }

  /**
   * What a filter shows of the last frames of each server, oldest first.
   *
   * @param count how many of each server at most
   */
  List<TapFrame> last(int count, TapFilter filter) {
    List<TapFrame> found = new ArrayList<>();
    for (Last last : servers.values()) {
      List<TapFrame> matching =
          last.frames.stream()
              .filter(each -> filter.concerns(each) && filter.showsNow(each))
              .toList();
      found.addAll(matching.subList(Math.max(0, matching.size() - count), matching.size()));
    }
    found.sort(Comparator.comparingLong(TapFrame::millis)); // stable: each server keeps its order
    return found;
  }
}
