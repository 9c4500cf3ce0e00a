package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/**
 * Follows the scanner along the paths in {@link Field} and fills the view. The watched path is one
 * chain of objects from the top level down, so one context and its depth say where it stands; the
 * scanner calls only for keys and values of the object at that depth.
 */
final class WatchedMembers {
  private static final Field[] FIELDS = Field.values();
  private static final int NUMBER = ValueType.NUMBER.ordinal();
  private static final int OBJECT = ValueType.OBJECT.ordinal();

  private final FrameView view;
  private final Envelope envelope;
  private final int maxIdBytes;

  private int context;
  private int depth;

  /** The watched member whose value comes or is open; {@link FieldTree#NONE} for any other. */
  private int field;

  private int type;

  /** The {@link ValueType} of the whole text, {@link FieldTree#NONE} before it has begun. */
  private int topLevelType;

  /** Which fields were seen, one bit each. */
  private long seen;

  private boolean discarding;

  /** Where the id is kept when the frame's bytes are not. */
  private ByteBuffer idBytes;

  WatchedMembers(FrameView view, int maxIdBytes) {
    this.view = view;
    this.envelope = new Envelope(view, maxIdBytes);
    this.maxIdBytes = maxIdBytes;
  }

  void reset() {
    envelope.reset();
    context = FieldTree.ROOT;
    depth = 0;
    field = FieldTree.NONE;
    topLevelType = FieldTree.NONE;
    seen = 0;
    discarding = false;
  }

  /** How many containers are open where a watched member may come next. */
  int depth() {
    return depth;
  }

  /** Whether the value that comes, or is open, is watched. */
  boolean awaits() {
    return field >= 0;
  }

  /** A key has ended; its content is from..to of the buffer. */
  void keyEnds(ByteBuffer buffer, int from, int to, boolean escaped) {
    int found = FieldTree.find(context, buffer, from, to, escaped);
    field = FieldTree.NONE;
    if (found < 0) {
      int like = FieldTree.findLookAlike(context, buffer, from, to);
      if (like >= 0) {
        inDoubt(FIELDS[like], FaultReason.LOOK_ALIKE);
      }
    } else if ((seen >>> found & 1) == 0) {
      seen |= 1L << found;
      field = found;
    } else {
      inDoubt(FIELDS[found], FaultReason.DUPLICATE);
    }
  }

  private void inDoubt(Field which, FaultReason why) {
    envelope.inDoubt(which);
    if (view.reason() == FaultReason.NONE) {
      view.fault(why, which, 0, 0);
    }
  }

  /** A key has ended that is too long to be one of ours. */
  void otherKeyEnds() {
    field = FieldTree.NONE;
  }

  void valueBegins(int valueType, int at) {
    if (depth == 0) {
      topLevelType = valueType;
    }
    if (field >= 0) {
      type = valueType;
      envelope.begins(field, valueType);
      view.begins(field, at, valueType);
    }
  }

  /** The value that has begun is a container and will be entered. */
  void enters(int valueType) {
    if (valueType == OBJECT && (depth == 0 || field >= 0 && FieldTree.isContext(field))) {
      context = FieldTree.contextOf(field);
      depth++;
      field = FieldTree.NONE;
    }
  }

  /** The value that has begun lies below the depth limit. */
  void passesOver() {
    field = FieldTree.NONE;
  }

  /** The innermost watched object has ended, and with it the members to look for. */
  void leaves() {
    field = FieldTree.fieldOf(context);
    depth--;
    if (field >= 0) {
      context = FieldTree.parentOf(context);
    }
  }

  /** A watched container has ended; end is relative to the frame. */
  void containerEnds(int end) {
    if (field >= 0 && !discarding) {
      view.ends(field, end);
    }
  }

  /**
   * A watched string, number or literal has ended: start..end of the buffer.
   *
   * @param integer whether it has neither fraction nor exponent, if it is a number
   */
  void scalarEnds(ByteBuffer buffer, int frameStart, int start, int end, boolean integer) {
    envelope.ends(FIELDS[field], type, integer && type == NUMBER, buffer, start, end);
    if (!discarding) {
      view.ends(field, end - frameStart);
    } else if (field == Field.ID.ordinal() && envelope.usableId()) {
      keepId(buffer, start, end);
    }
  }

  /** From now on only the id is kept. What was found so far is still in place. */
  void startDiscarding() {
    discarding = true;
    if (view.has(Field.ID) && envelope.usableId()) {
      int at = view.offset();
      keepId(view.bytes(), at + view.start(Field.ID), at + view.end(Field.ID));
    }
    view.dropAll();
  }

  /** The frame has ended and is JSON; returns its kind and notes a fault if it has one. */
  FrameKind classify() {
    if (topLevelType != OBJECT && view.reason() == FaultReason.NONE) {
      boolean array = topLevelType == ValueType.ARRAY.ordinal();
      view.fault(array ? FaultReason.ARRAY : FaultReason.NOT_AN_OBJECT, null, 0, 0);
    }
    return view.reason() == FaultReason.NONE ? envelope.classify() : FrameKind.INVALID;
  }

  /** The frame has ended, whatever it is. */
  void complete(long length, FrameKind kind) {
    if (!envelope.usableId()) {
      view.drop(Field.ID);
    } else if (discarding) {
      view.begins(idBytes, 0);
      view.begins(Field.ID.ordinal(), 0, view.valueType(Field.ID));
      view.ends(Field.ID.ordinal(), idBytes.limit());
    }
    view.completes(length, kind, envelope.hasMethod());
  }

  private void keepId(ByteBuffer buffer, int start, int end) {
    if (idBytes == null) {
      idBytes = ByteBuffer.allocate(maxIdBytes);
    }
    idBytes.clear();
    for (int i = start; i < end; i++) {
      idBytes.put(buffer.get(i));
    }
    idBytes.flip();
  }
}
