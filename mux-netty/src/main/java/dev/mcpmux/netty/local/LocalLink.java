package dev.mcpmux.netty.local;

import dev.mcpmux.netty.drive.MuxDriver;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;

/** What both ends have in common whose other side is an object of this process. */
interface LocalLink extends LoopMail.Reader {

  MuxDriver driver();

  @Override
  default void onBatchEnd() {
    driver().onReadComplete();
  }

  /** By any thread. Once the loop has ended, {@link LocalServers#stop} does what is left. */
  default void onLoop(Runnable task) {
    try {
      driver().loop().execute(task);
    } catch (RejectedExecutionException e) {
      // nothing more happens there
    }
  }

  /** What the loop sends, without its line end; the buffer is given back. */
  static byte[] message(ByteBuf line) {
    byte[] message = new byte[line.readableBytes() - 1];
    try {
      line.readBytes(message);
    } finally {
      line.release();
    }
    return message;
  }
}
