package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.Failure;

/** Whether what the client sends is kept for the next daemon, and how much of it. */
final class KeptLines {

  static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_LINES = 256;

  private enum Way {
    /** It goes to the daemon that is there. */
    OPEN,
    /** It is kept, but for what belongs to requests that the daemon has. */
    HANDS_OVER,
    /** It is kept. */
    KEEPS
  }

  private Way way = Way.OPEN;
  private int lines;

  boolean isOn() {
    return way != Way.OPEN;
  }

  boolean isHandover() {
    return way == Way.HANDS_OVER;
  }

  void begin(boolean handover, int waiting) {
    way = handover ? Way.HANDS_OVER : Way.KEEPS;
    lines = waiting;
  }

  void end() {
    way = Way.OPEN;
    lines = 0;
  }

  /** Nothing is kept any more. */
  void clear() {
    lines = 0;
  }

  void add() {
    lines++;
  }

  /**
   * @param bytes that wait
   */
  boolean isFull(int bytes) {
    return isOn() && (lines >= MAX_LINES || bytes >= MAX_BYTES);
  }

  /** Why no more is kept. */
  Failure failure(int bytes) {
    return bytes >= MAX_BYTES
        ? Failure.tooMany(bytes, " bytes wait for the daemon", MAX_BYTES)
        : Failure.tooMany(lines, " messages wait for the daemon", MAX_LINES);
  }
}
