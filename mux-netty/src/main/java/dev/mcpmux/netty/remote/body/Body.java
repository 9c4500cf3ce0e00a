package dev.mcpmux.netty.remote.body;

import dev.mcpmux.netty.io.BufferRoom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** What becomes of the bytes of an answer. They are borrowed; {@link #close} frees what is kept. */
public interface Body {

  void feed(ByteBuf bytes);

  /** Nothing more comes. */
  void end();

  void close();

  /** Of no interest. */
  static Body none() {
    return text(0, text -> {}, () -> {});
  }

  /** An event stream. */
  static Body events(SseParser parser, Runnable ended) {
    return new Body() {
      @Override
      public void feed(ByteBuf bytes) {
        parser.feed(bytes);
      }

      @Override
      public void end() {
        ended.run();
      }

      @Override
      public void close() {
        parser.close();
      }
    };
  }

  /**
   * One message.
   *
   * @param oversize is told instead how much has come of one that is longer than the limit
   */
  static Body message(
      ByteBufAllocator alloc, int maxBytes, Consumer<ByteBuf> whole, LongConsumer oversize) {
    return new Body() {
      private ByteBuf kept = alloc.buffer();
      private long length;

      @Override
      public void feed(ByteBuf bytes) {
        boolean was = length > maxBytes;
        length += bytes.readableBytes();
        if (length > maxBytes) {
          close();
          if (!was) {
            oversize.accept(length);
          }
          return;
        }
        if (length > kept.capacity()) {
          int capacity = (int) Math.max(length, Math.min(2L * kept.capacity(), maxBytes));
          BufferRoom.check(capacity);
          kept.capacity(capacity);
        }
        kept.writeBytes(bytes);
      }

      @Override
      public void end() {
        if (length <= maxBytes) {
          whole.accept(kept);
        }
      }

      @Override
      public void close() {
        if (kept != null) {
          kept.release();
          kept = null;
        }
      }
    };
  }

  /**
   * Words that say why there is no message; of long ones the beginning.
   *
   * @param full called when there is more than that
   */
  static Body text(int maxBytes, Consumer<String> whole, Runnable full) {
    return new Body() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public void feed(ByteBuf bytes) {
        int length = Math.min(maxBytes - text.length(), bytes.readableBytes());
        text.append(bytes.toString(bytes.readerIndex(), length, StandardCharsets.ISO_8859_1));
        if (length < bytes.readableBytes()) {
          full.run();
        }
      }

      @Override
      public void end() {
        byte[] utf8 = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        whole.accept(new String(utf8, StandardCharsets.UTF_8));
      }

      @Override
      public void close() {
        // nothing that must be freed
      }
    };
  }
}
