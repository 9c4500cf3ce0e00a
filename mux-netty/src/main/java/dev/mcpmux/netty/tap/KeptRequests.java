package dev.mcpmux.netty.tap;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The requests that are shown only if their replies are. Of too many the oldest are dropped: who
 * sees the reply is told that it is missing. Event loop only.
 */
final class KeptRequests {

  /** Not all of the room: those that never get a reply stay longest. */
  private static final long MAX_BYTES = 8L * 1024 * 1024;

  private final Room room;
  private final Set<Call> calls = new LinkedHashSet<>();
  private long bytes;

  KeptRequests(Room room) {
    this.room = room;
  }

  void keep(Call call, TapFrame frame) {
    long size = frame.heldBytes();
    Iterator<Call> oldest = calls.iterator();
    while (bytes + size > MAX_BYTES && oldest.hasNext()) {
      Call dropped = oldest.next();
      oldest.remove();
      free(dropped);
      dropped.drop();
    }
    if (size > MAX_BYTES || !room.take(size)) {
      call.drop();
      return;
    }
    call.keep(frame);
    calls.add(call);
    bytes += size;
  }

  /** It has its reply. */
  void release(Call call) {
    if (calls.remove(call)) {
      free(call);
      call.keep(null);
    }
  }

  /** Nobody awaits one. */
  void clear() {
    calls.forEach(
        call -> {
          free(call);
          call.keep(null);
        });
    calls.clear();
  }

  private void free(Call call) {
    long size = call.kept().heldBytes();
    bytes -= size;
    room.give(size);
  }
}
