package dev.mcpmux.netty.io;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Descriptors that are open for nothing but to be closed when there is no other left. */
final class DescriptorReserve {

  private static final String NULL = "/dev/null";
  private static final int SIZE = 2;

  private final Deque<Closeable> reserve = new ArrayDeque<>();

  /** Takes what is missing of the reserve, as far as it is to be had. Event loop. */
  void fill() {
    try {
      while (reserve.size() < SIZE) {
        reserve.add(new FileInputStream(NULL));
      }
    } catch (IOException e) {
      // later
    }
  }

  boolean isEmpty() {
    return reserve.isEmpty();
  }

  boolean isFull() {
    return reserve.size() == SIZE;
  }

  /** Gives one back to the system. Returns whether there was one. Event loop. */
  boolean release() {
    Closeable one = reserve.poll();
    if (one != null) {
      close(one);
    }
    return one != null;
  }

  /** Event loop, or when that has ended. */
  void close() {
    reserve.forEach(DescriptorReserve::close);
    reserve.clear();
  }

  private static void close(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      // it was open for nothing
    }
  }
}
