package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/** Looks for a line feed and for nothing else, eight bytes at a time. */
final class LineEnd {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LINE_FEEDS = ONES * '\n';

  private LineEnd() {}

  /** The index of the first line feed in i..limit, else -1. */
  static int find(ByteBuffer buffer, int i, int limit) {
    int at = i;
    for (int last = limit - Long.BYTES; at <= last; at += Long.BYTES) {
      long word = buffer.getLong(at) ^ LINE_FEEDS;
      if ((word - ONES & ~word & HIGHS) != 0) {
        break;
      }
    }
    for (; at < limit; at++) {
      if (buffer.get(at) == '\n') {
        return at;
      }
    }
    return -1;
  }
}
