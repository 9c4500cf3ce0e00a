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
  private final byte[][] names = new byte[MAX_TOOLS][];
  private final String[] shown = new String[MAX_TOOLS];
  private final int[] hashes = new int[MAX_TOOLS];
  private final Tally[] tallies = new Tally[MAX_TOOLS + 1];
  private int size;

  ToolTable() {
    Arrays.fill(slots, FREE);
    tallies[OTHER] = new Tally();
  }

  int size() {
    return size;
  }

  String name(int tool) {
    return tool == OTHER ? null : shown[tool];
  }

  Tally tally(int tool) {
    return tallies[tool];
  }

  /** The number of the tool that a call names. */
  int of(FrameView call) {
    if (!call.is(Field.NAME, ValueType.STRING)) {
      return OTHER;
    }
    int from = call.offset() + call.start(Field.NAME) + 1;
    int to = call.offset() + call.end(Field.NAME) - 1;
    int length = to - from;
    if (length == 0 || length > MAX_NAME_BYTES) {
      return OTHER;
    }
    ByteBuffer bytes = call.bytes();
    int hash = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes.get(i);
      if (b == '\\') {
        return ofText(call.text(Field.NAME)); // the same name may be written in other ways
      }
      hash = hash * 31 + b;
    }
    int known = find(bytes, from, length, hash);
    return known != FREE ? known : add(bytes, from, length, hash);
  }

  private int ofText(String name) {
    ByteBuffer bytes = ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
    int length = bytes.remaining();
    if (length == 0 || length > MAX_NAME_BYTES) {
      return OTHER;
    }
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + bytes.get(i);
    }
    int known = find(bytes, 0, length, hash);
    return known != FREE ? known : add(bytes, 0, length, hash);
  }

  private int find(ByteBuffer bytes, int from, int length, int hash) {
    for (int at = start(hash); slots[at] != FREE; at = at + 1 & SLOTS - 1) {
      int tool = slots[at];
      if (hashes[tool] == hash && isName(names[tool], bytes, from, length)) {
        return tool;
      }
    }
    return FREE;
  }

  private static boolean isName(byte[] name, ByteBuffer bytes, int from, int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name[i] != bytes.get(from + i)) {
        return false;
      }
    }
    return true;
  }

  private int add(ByteBuffer bytes, int from, int length, int hash) {
    int tool = size < MAX_TOOLS ? size++ : makeRoom();
    if (tool == OTHER) {
      return OTHER;
    }
    if (tallies[tool] == null) {
      tallies[tool] = new Tally();
    }
    byte[] name = new byte[length];
    bytes.get(from, name);
    names[tool] = name;
    shown[tool] = new String(name, StandardCharsets.UTF_8);
    hashes[tool] = hash;
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
    Arrays.fill(slots, FREE);
    for (int tool = 0; tool < MAX_TOOLS; tool++) {
      if (tool != gone) {
        enter(tool);
      }
    }
  }

  private void enter(int tool) {
    int at = start(hashes[tool]);
    while (slots[at] != FREE) {
      at = at + 1 & SLOTS - 1;
    }
    slots[at] = (byte) tool;
  }

  private static int start(int hash) {
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }
}
