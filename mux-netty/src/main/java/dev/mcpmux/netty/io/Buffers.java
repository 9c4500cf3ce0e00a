package dev.mcpmux.netty.io;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/** Where all buffers come from. */
public final class Buffers {

  private static final int PAGE_BYTES = 8 * 1024;

  /** Chunks of 8 KiB << 7 = 1 MiB; a larger buffer is not pooled, so it is gone when released. */
  private static final int MAX_ORDER = 7;

  /**
   * One direct arena with small chunks and no thread caches: one event loop needs no more, and a
   * daemon that has carried a few large frames is as small again as before.
   */
  private static final PooledByteBufAllocator POOL =
      new PooledByteBufAllocator(true, 0, 1, PAGE_BYTES, MAX_ORDER, 0, 0, false);

  public static final ByteBufAllocator ALLOCATOR = POOL;

  private Buffers() {}

  /** What was taken of the system and not given back. Walks over the chunks: not per message. */
  static long used() {
    return POOL.metric().usedDirectMemory();
  }
}
