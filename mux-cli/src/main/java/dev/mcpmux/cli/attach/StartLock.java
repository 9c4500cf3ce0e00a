package dev.mcpmux.cli.attach;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Held by the one relay that starts a daemon. If that fails the file says why, so that those who
 * waited need not try the same again, one after the other.
 */
final class StartLock implements AutoCloseable {

  private static final int MAX_FAILURE_BYTES = 16 * 1024;

  private final FileChannel file;
  private boolean taken;
  private boolean waited;

  StartLock(Path path) throws IOException {
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Takes the lock unless another relay has it; whether it is this relay's now. */
  boolean take() throws IOException {
    if (!taken) {
      taken = file.tryLock() != null;
      waited |= !taken;
    }
    return taken;
  }

  /** Why the start that this relay has waited for has failed; null if it has not. */
  String failure() throws IOException {
    if (!waited) {
      return null;
    }
    ByteBuffer text = ByteBuffer.allocate(MAX_FAILURE_BYTES);
    file.read(text, 0);
    String failure = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    return failure.isEmpty() ? null : failure;
  }

  /** Forgets earlier starts: those who wait from now on wait for this relay's. */
  void begin() throws IOException {
    waited = false;
    file.truncate(0);
  }

  /** Tells those who wait that this relay's start has failed; who is not told tries for itself. */
  void failed(String why) {
    try {
      file.write(ByteBuffer.wrap(why.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      // the disk is full
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
