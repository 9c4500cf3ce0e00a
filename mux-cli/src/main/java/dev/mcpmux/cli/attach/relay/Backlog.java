package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.message.LineTracker;
import dev.mcpmux.cli.attach.message.MessageScanner;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The client's bytes from the first that is not with a daemon, or that may have to be sent again,
 * to the last that was read. Knows where it is read, where it is looked at and where it is written.
 */
final class Backlog {

  private static final int MAX_STEP = 4 << 20;
  private static final byte[] SPACE = {' '};
  private static final byte[] NOTHING = {};

  /** Of what was written. */
  private final LineTracker lines = new LineTracker();

  private byte[] bytes = NOTHING;

  /** Those before this are written. */
  private int at;

  /** Those before this are being written. */
  private int begun;

  /** Those before this were looked at. */
  private int scanned;

  private int end;

  /** Where the line that is being read begins, unless that was before the first of the bytes. */
  private int line;

  private boolean lineGone;

  /** The first of the bytes is inside of a line. */
  private boolean firstGone;

  /** The next line looks like a control line, and a space in front of it is being written. */
  private boolean spaceDue;

  /** The position of the first of the bytes in all that went to the daemon. */
  private long base;

  // reading

  void append(ByteBuffer read) {
    int length = read.remaining();
    if (bytes.length - end < length) {
      bytes = Arrays.copyOf(bytes, Math.max(end + length, Math.min(2 * bytes.length, MAX_STEP)));
    }
    read.get(bytes, end, length);
    end += length;
  }

  /** Whether all has been looked at. */
  boolean isScanned() {
    return scanned == end;
  }

  /** Has the scanner look for its next event. */
  void scan(MessageScanner scanner) {
    scanned = scanner.next(bytes, scanned, end);
  }

  /** The line that has been read, less what of it was written and forgotten. */
  byte[] line() {
    return Arrays.copyOfRange(bytes, line, scanned);
  }

  /** The next line is read. */
  void endLine() {
    line = scanned;
    lineGone = false;
  }

  /** Takes out what has been looked at of the line that is being read. */
  void cutLine() {
    System.arraycopy(bytes, scanned, bytes, line, end - scanned);
    end -= scanned - line;
    scanned = line;
  }

  /** Whether nothing of the line that is being read was written. */
  boolean isWhole() {
    return !lineGone && line >= begun && !(line == at && isInPart());
  }

  /** Whether the start of that line was written and forgotten. */
  boolean isLineGone() {
    return lineGone;
  }

  /** Whether other lines are before it, and it has not begun to be written. */
  boolean isBehindOthers() {
    return line > at && line >= begun;
  }

  // positions

  /** How many bytes wait. */
  int waiting() {
    return end - at;
  }

  /** How many bytes wait before the line that is being read. */
  int waitingBefore() {
    return Math.max(line - at, 0);
  }

  /** How many lines wait whole, and are not being written. */
  int waitingLines() {
    int count = 0;
    for (int i = begun; i < end; i++) {
      count += bytes[i] == LineTracker.LF ? 1 : 0;
    }
    return count;
  }

  /** The position behind what was looked at. */
  long scannedPosition() {
    return base + scanned;
  }

  /** The position behind what was written. */
  long writtenPosition() {
    return base + at;
  }

  // writing

  /** Whether what is written ends inside of a line. */
  boolean isInPart() {
    return spaceDue || !lines.atLineStart();
  }

  /** Whether there is anything to write. */
  boolean isDue(Limit limit) {
    return at < index(limit);
  }

  /** How far may be written. */
  enum Limit {
    /** The line that has begun is finished. */
    LINE_IN_PART,
    /** No further than to the line that is being read. */
    LINE_READ,
    ALL
  }

  private int index(Limit limit) {
    return switch (limit) {
      case LINE_IN_PART -> lines.atLineStart() ? at : lineEnd();
      case LINE_READ -> line;
      case ALL -> end;
    };
  }

  /** Behind the next line end, or all there is. */
  private int lineEnd() {
    int index = at;
    while (index < end && bytes[index] != LineTracker.LF) {
      index++;
    }
    return Math.min(index + 1, end);
  }

  /** What is written next; null for nothing. It stays as it is until {@link #wrote}. */
  ByteBuffer next(Limit limit) {
    int to = index(limit);
    if (at == to) {
      return null;
    }
    ByteBuffer next = ByteBuffer.wrap(bytes, at, to - at);
    int before = lines.nextControl(next);
    spaceDue = before == at;
    if (spaceDue) {
      return ByteBuffer.wrap(SPACE);
    }
    begun = before;
    return next.limit(before);
  }

  /** So much of it is written. */
  void wrote(int length) {
    if (!spaceDue) {
      lines.passed(ByteBuffer.wrap(bytes, at, length), at + length);
      at += length;
      begun = at;
      return;
    }
    spaceDue = false; // where it was not taken, the line has not begun, and others may go first
    if (length > 0) {
      lines.passed(ByteBuffer.wrap(SPACE), 1); // the control byte is inside of a line now
    }
  }

  /** Forgets the bytes that were written. */
  void forgetWritten() {
    if (at == 0) {
      return;
    }
    if (at == end && end > Streams.CHUNK_BYTES) {
      bytes = NOTHING;
    } else if (begun > at) {
      bytes = Arrays.copyOfRange(bytes, at, end); // somebody writes from the others
    } else {
      System.arraycopy(bytes, at, bytes, 0, end - at);
    }
    base += at;
    lineGone |= line < at;
    line = Math.max(line - at, 0);
    scanned -= at;
    end -= at;
    begun -= at;
    firstGone = !lines.atLineStart();
    at = 0;
  }

  // the next daemon

  /** What became of the line of which a part was written. */
  enum Part {
    /** It will be sent once more: the daemon cannot have taken it for a message. */
    AGAIN,
    /** All but white space was sent. */
    SENT,
    /** Its end was not sent, nor will be. */
    CUT,
    /** Its end has not been read. */
    COMING
  }

  /** Decides where the next daemon begins if this one has a part of a line. */
  Part endPart() {
    int behind = lineEnd();
    boolean ended = behind > at && bytes[behind - 1] == LineTracker.LF;
    int start = at;
    while (start > 0 && bytes[start - 1] != LineTracker.LF) {
      start--;
    }
    int rest = at;
    while (rest < behind && bytes[rest] <= ' ') {
      rest++;
    }
    if (rest < behind && (start > 0 || !firstGone)) {
      at = start;
      return Part.AGAIN;
    }
    if (ended) {
      at = behind;
      return rest < behind ? Part.CUT : Part.SENT;
    }
    end = at;
    line = at;
    scanned = at;
    return Part.COMING;
  }

  /** Nothing is written any more; returns the position from which on positions count anew. */
  long endWriting() {
    spaceDue = false;
    lines.reset();
    begun = at;
    forgetWritten();
    long position = base;
    base = 0;
    return position;
  }

  /** The next daemon gets this first. */
  void begin(byte[] first) {
    byte[] all = Arrays.copyOf(first, first.length + end);
    System.arraycopy(bytes, 0, all, first.length, end);
    bytes = all;
    end = all.length;
    line += first.length;
    scanned += first.length;
    firstGone = false;
  }

  void clear() {
    bytes = NOTHING;
    at = 0;
    begun = 0;
    end = 0;
    line = 0;
    scanned = 0;
  }
}
