package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.SessionBook;
import dev.mcpmux.cli.attach.relay.Backlog.Limit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes to the daemon what goes there. Bytes are written outside of the monitor of the {@link
 * SessionBook} by whoever finds that nobody writes; all else is called inside of it.
 */
final class DaemonWriter {

  private final SessionBook book;
  private final Backlog backlog;
  private final KeptLines kept;
  private final OwnWords words = new OwnWords();

  /** Null for none. */
  private WritableByteChannel daemon;

  private boolean writing;
  private boolean writesWords;
  private boolean deaf;

  /** Nothing more comes from the client. */
  private boolean endDue;

  DaemonWriter(SessionBook book, Backlog backlog, KeptLines kept) {
    this.book = book;
    this.backlog = backlog;
    this.kept = kept;
  }

  OwnWords words() {
    return words;
  }

  void open(WritableByteChannel channel) {
    daemon = channel;
  }

  void endInput() {
    endDue = true;
  }

  /** Writes what goes, unless somebody else does, who will not miss any of it; takes no monitor. */
  void flush() {
    while (true) {
      ByteBuffer next;
      WritableByteChannel to;
      synchronized (book) {
        if (writing || deaf || daemon == null) {
          return;
        }
        next = next();
        if (next == null) {
          return;
        }
        writing = true;
        to = daemon;
      }
      int start = next.position();
      boolean failed = false;
      try {
        if (to.write(next) == 0) {
          Streams.pause();
        }
      } catch (IOException e) {
        failed = true; // what the daemon has said last tells why
      }
      synchronized (book) {
        writing = false;
        deaf |= failed;
        wrote(next.position() - start);
        book.notifyAll();
      }
    }
  }

  private ByteBuffer next() {
    if (endDue && !kept.isOn() && backlog.waiting() == 0) {
      words.sayEnd();
    }
    writesWords = words.length() > 0 && (words.isInPart() || !backlog.isInPart());
    return writesWords ? words.next() : backlog.next(limit());
  }

  private void wrote(int length) {
    if (writesWords) {
      words.wrote(length);
    } else {
      backlog.wrote(length);
    }
  }

  private Limit limit() {
    if (kept.isOn()) {
      return Limit.LINE_IN_PART;
    }
    // a line that may have to be refused, or to be sent again, is not begun before it is known
    boolean counts = book.requests().isFull() || book.resumption().wantsInitialize();
    boolean known = !backlog.isWhole() || backlog.waiting() >= Streams.CHUNK_BYTES;
    return counts && !known ? Limit.LINE_READ : Limit.ALL;
  }

  /** Whether the daemon has not taken all of the client's bytes that there are for it. */
  boolean waits() {
    return writing || backlog.isDue(limit());
  }

  /** The connection is closed; returns when nobody writes. */
  void close() throws InterruptedException {
    while (writing) {
      book.wait();
    }
    daemon = null;
    deaf = false;
    words.clear();
  }
}
