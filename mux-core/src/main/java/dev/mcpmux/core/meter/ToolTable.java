package dev.mcpmux.core.meter;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tools of one server that were called, at most {@link #MAX_TOOLS} of them. A name is found by
 * its bytes in the frame. When there is no room, a new one takes the place of one that was called
 * once and is not called now, so that names that nobody calls twice push no real tool out; what
 * that one had counts as {@link #OTHER} from then on, as does what finds no place.
 */
final class ToolTable {
  static final int MAX_TOOLS = 63;

  /** A longer name counts as other. */
  static final int MAX_NAME_BYTES = 128;

  /** Stands for all that have no place of their own. */
  static final int OTHER = MAX_TOOLS;

  private static final int SLOTS = 128;
  private static final byte FREE = -1;

  private final byte[] slots = new byte[SLOTS];
  private final ToolName[] names = new ToolName[MAX_TOOLS];
  private final Tally[] tallies = new Tally[MAX_TOOLS + 1];
  private int size;

  /** The one asked for last, as the next call is mostly of the same. */
  private int last = OTHER;

  ToolTable() {
    Arrays.fill(slots, FREE);
    tallies[OTHER] = new Tally();
  }

  ToolTable copy() {
    ToolTable copy = new ToolTable();
    System.arraycopy(slots, 0, copy.slots, 0, SLOTS);
    System.arraycopy(names, 0, copy.names, 0, MAX_TOOLS);
    for (int tool = 0; tool < tallies.length; tool++) {
      copy.tallies[tool] = tallies[tool] == null ? null : tallies[tool].copy();
    }
    copy.size = size;
    return copy;
  }

  int size() {
    return size;
  }

  String name(int tool) {
    return tool == OTHER ? null : names[tool].text();
  }

  Tally tally(int tool) {
    return tallies[tool];
  }

  /** See {@link ServerTally#activity}. */
  long activity() {
    long activity = tallies[OTHER].activity();
    for (int tool = 0; tool < size; tool++) {
      activity += tallies[tool].activity();
    }
    return activity;
  }

  /** The number of the tool that a call names. */
  int of(FrameView call) {
    if (!call.is(Field.NAME, ValueType.STRING)) {
      return OTHER;
    }
    int from = call.offset() + call.start(Field.NAME) + 1;
    int to = call.offset() + call.end(Field.NAME) - 1;
    ByteBuffer bytes = call.bytes();
    if (last != OTHER && names[last].is(bytes, from, to)) {
      return last;
    }
    if (to == from || to - from > MAX_NAME_BYTES) {
      return OTHER;
    }
    if (ToolName.isEscaped(bytes, from, to)) {
      return ofText(call.text(Field.NAME)); // the same name may be written in other ways
    }
    last = of(bytes, from, to);
    return last;
  }

  private int ofText(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    if (text.length == 0 || text.length > MAX_NAME_BYTES) {
      return OTHER;
    }
    int from = ToolName.ROOM_BEFORE;
    ByteBuffer bytes = ByteBuffer.allocate(from + text.length).put(from, text);
    return of(bytes, from, from + text.length);
  }

  private int of(ByteBuffer bytes, int from, int to) {
    int hash = ToolName.hash(bytes, from, to);
    for (int at = start(hash); slots[at] != FREE; at = at + 1 & SLOTS - 1) {
      int tool = slots[at];
      if (names[tool].hash() == hash && names[tool].is(bytes, from, to)) {
        return tool;
      }
    }
    return add(bytes, from, to);
  }

  private int add(ByteBuffer bytes, int from, int to) {
    int tool = size < MAX_TOOLS ? size++ : makeRoom();
    if (tool == OTHER) {
      return OTHER;
    }
    if (tallies[tool] == null) {
      tallies[tool] = new Tally();
    }
    names[tool] = new ToolName(bytes, from, to);
    enter(tool);
    return tool;
  }

  /** The number that one has had that makes room; OTHER when none does. */
  private int makeRoom() {
    for (int tool = 0; tool < MAX_TOOLS; tool++) {
      if (tallies[tool].calls() == 1 && tallies[tool].open() == 0) {
        tallies[OTHER].add(tallies[tool]);
        tallies[tool].clear();
        leave(tool);
        return tool;
      }
    }
    return OTHER;
  }

  private void leave(int gone) {
    last = OTHER;
    Arrays.fill(slots, FREE);
    for (int tool = 0; tool < MAX_TOOLS; tool++) {
      if (tool != gone) {
        enter(tool);
      }
    }
  }

  private void enter(int tool) {
    int at = start(names[tool].hash());
    while (slots[at] != FREE) {
      at = at + 1 & SLOTS - 1;
    }
    slots[at] = (byte) tool;
  }

  private static int start(int hash) {
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }
}
