package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.SessionBook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes to the client, one thread at a time: what daemons send, and between their lines what the
 * relay itself owes the client.
 */
final class ClientWriter {

  private final WritableByteChannel client;
  private final SessionBook book;

  /** Somebody writes. */
  private boolean busy;

  /** The client has a part of a line. */
  private boolean inLine;

  ClientWriter(WritableByteChannel client, SessionBook book) {
    this.client = client;
    this.book = book;
  }

  /** Whether the client has got all that it is owed; is called inside of the book's monitor. */
  boolean isSilent() {
    return !busy && book.owed().isEmpty();
  }

  /**
   * Writes the bytes, and then what the client is owed, if it is not in a line then.
   *
   * @return false if the client takes nothing any more
   */
  boolean write(byte[] from, int length, boolean inLineThen) throws InterruptedException {
    if (length > 0) {
      synchronized (book) {
        while (busy) {
          book.wait();
        }
        busy = true;
        inLine = inLineThen;
      }
      if (!writeNow(from, length)) {
        return false;
      }
    }
    return flushOwed();
  }

  private boolean writeNow(byte[] from, int length) {
    try {
      Streams.write(client, ByteBuffer.wrap(from, 0, length));
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      synchronized (book) {
        busy = false;
        book.notifyAll();
      }
    }
  }

  /** Writes what the client is owed, and returns when nobody writes nor will. */
  void finish() throws InterruptedException {
    while (flushOwed()) {
      synchronized (book) {
        if (!busy) {
          busy = true;
          return;
        }
        book.wait();
      }
    }
  }

  /** Writes what the client is owed, unless somebody else writes, who will do it. */
  boolean flushOwed() {
    while (true) {
      byte[] lines;
      synchronized (book) {
        if (busy || inLine || book.owed().isEmpty()) {
          return true;
        }
        lines = book.owed().take();
        busy = true;
      }
      if (!writeNow(lines, lines.length)) {
        return false;
      }
    }
  }
}
