package dev.mcpmux.netty.tap;

import dev.mcpmux.netty.config.TapHistory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last frames of each server. Bounded by number and bytes, and by the room that it shares with
 * others: without room the oldest go, first those of the same server; of more than its part of the
 * room, those of the server that holds most. Event loop only.
 */
final class History {

  private static final int MAX_SERVERS = 128;
  private static final long MAX_BYTES = 4L * 1024 * 1024;

  /** Of all servers, and half of the room: those who look need the rest. */
  static final long MAX_HELD_BYTES = Feed.MAX_HELD_BYTES / 2;

  /** What is kept of one server. */
  private final class Last {
    final Deque<TapFrame> frames = new ArrayDeque<>();
    long bytes;
    long heldHere;

    void add(TapFrame frame, int max) {
      frames.add(frame);
      bytes += frame.content().keptBytes();
      hold(frame.heldBytes());
      while (frames.size() > max || bytes > MAX_BYTES) {
        dropOldest();
      }
    }

    /** Returns whether there was one. */
    boolean dropOldest() {
      TapFrame oldest = frames.poll();
      if (oldest != null) {
        bytes -= oldest.content().keptBytes();
        hold(-oldest.heldBytes());
        room.give(oldest.heldBytes());
      }
      return oldest != null;
    }

    private void hold(long more) {
      heldHere += more;
      held += more;
    }

    void clear() {
      while (dropOldest()) {
        // its room is free again
      }
    }
  }

  private final TapHistory settings;
  private final Room room;

  /** Of all servers. */
  private long held;

  /** How many it did not get at all, as taps held the room, since somebody looked. */
  private long missed;

  private final Map<String, Last> servers =
      new LinkedHashMap<>(16, 0.75f, true) { // the eldest is the one that was silent longest
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          boolean tooMany = size() > MAX_SERVERS;
          if (tooMany) {
            eldest.getValue().clear();
          }
          return tooMany;
        }
      };

  History(TapHistory settings, Room room) {
    this.settings = settings;
    this.room = room;
  }

  /** Nothing is kept any more. */
  void clear() {
    servers.values().forEach(Last::clear);
    servers.clear();
  }

  boolean goesBy(TapHistory wanted) {
    return settings.equals(wanted);
  }

  boolean isOn() {
    return settings.frames() > 0;
  }

  int bodyBytes() {
    return isOn() && settings.bodies() ? TapHistory.MAX_BODY_BYTES : 0;
  }

  void add(TapFrame seen) {
    if (!isOn()) {
      return;
    }
    TapFrame frame = seen.cut(bodyBytes());
    Last last = servers.computeIfAbsent(frame.link().server(), server -> new Last());
    while (held + frame.heldBytes() > MAX_HELD_BYTES) {
      largest().dropOldest();
    }
    while (!room.take(frame.heldBytes())) {
      if (!last.dropOldest() && !largest().dropOldest()) {
        missed++; // taps hold it all
        return;
      }
    }
    last.add(frame, settings.frames());
  }

  /** So a server that was silent keeps what it did last, however much the others do. */
  private Last largest() {
    Last largest = null;
    for (Last each : servers.values()) {
      largest = largest == null || each.heldHere > largest.heldHere ? each : largest;
    }
    return largest;
  }

  /** How many it did not get; asked once. */
  long takeMissed() {
    long count = missed;
    missed = 0;
    return count;
  }

  /**
   * What a filter shows of the last frames of each server, oldest first.
   *
   * @param count how many of each server at most
   */
  List<TapFrame> last(int count, TapFilter filter) {
    List<TapFrame> found = new ArrayList<>();
    for (Last last : servers.values()) {
      List<TapFrame> shown = shown(last, filter);
      found.addAll(shown.subList(Math.max(0, shown.size() - count), shown.size()));
    }
    found.sort(
        Comparator.comparingLong(
            each -> each.time().millis())); // stable: each server keeps its order
    return found;
  }

  /** With each reply its request, where only replies of a kind are wanted. */
  private static List<TapFrame> shown(Last last, TapFilter filter) {
    Set<List<Object>> replied = new HashSet<>();
    for (TapFrame each : last.frames) {
      if (filter.awaitsReplies() && each.isReply() && isShown(each, filter)) {
        replied.add(conversation(each));
      }
    }
    return last.frames.stream()
        .filter(
            each ->
                isShown(each, filter)
                    || each.isRequest()
                        && filter.concerns(each)
                        && replied.contains(conversation(each)))
        .toList();
  }

  private static boolean isShown(TapFrame frame, TapFilter filter) {
    return filter.concerns(frame) && filter.showsNow(frame);
  }

  /** What a request and its reply have in common: who asks whom, and under which id. */
  private static List<Object> conversation(TapFrame frame) {
    boolean ofClient = frame.isRequest() == (frame.way().from() == TapFrame.Party.CLIENT);
    return List.of(ofClient, frame.link().session(), String.valueOf(frame.link().id()));
  }
}
