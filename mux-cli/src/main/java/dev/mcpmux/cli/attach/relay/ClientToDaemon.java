package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.Failure;
import dev.mcpmux.cli.attach.book.SessionBook;
import dev.mcpmux.cli.attach.message.LineTracker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The client's bytes on their way to the daemon, or waiting for one. With a daemon, what has been
 * read is written at once, in whatever pieces it comes; without one it is kept up to a bound, line
 * by line. A line of the client that looks like a control line goes on behind a space, which makes
 * it the parse error that it would be without mcpmux.
 *
 * <p>One thread runs it; what others call is guarded by the {@link SessionBook}.
 */
final class ClientToDaemon {

  private final ReadableByteChannel client;
  private final SessionBook book;
  private final Ending ending;
  private final Backlog backlog = new Backlog();
  private final KeptLines kept = new KeptLines();
  private final DaemonWriter writer;
  private final ClientLines lines;

  private boolean over;

  ClientToDaemon(ReadableByteChannel client, SessionBook book, Ending ending) {
    this.client = client;
    this.book = book;
    this.ending = ending;
    this.writer = new DaemonWriter(book, backlog, kept);
    this.lines = new ClientLines(book, backlog, kept, writer.words());
  }

  /**
   * Reads once, and writes what goes.
   *
   * @param buffer to read into
   * @return false if the client's input has ended
   */
  boolean read(ByteBuffer buffer) throws InterruptedException {
    synchronized (book) {
      while (!mayRead()) {
        book.wait();
      }
    }
    boolean ended;
    try {
      ended = Streams.read(client, buffer.clear()) < 0;
    } catch (IOException e) {
      ended = true;
    }
    synchronized (book) {
      backlog.forgetWritten();
      if (ended) {
        endInput();
      } else {
        append(buffer.flip());
      }
      book.notifyAll();
    }
    writer.flush();
    return !ended;
  }

  private boolean mayRead() {
    int waits = backlog.waiting();
    if (book.owed().length() > KeptLines.MAX_BYTES) {
      return false; // a client that does not read its errors gets no more of them
    }
    if (kept.isOn()) {
      boolean room = lines.isDropping() || waits < KeptLines.MAX_BYTES || !lines.isInside();
      return room && writer.words().length() < KeptLines.MAX_BYTES;
    }
    return waits == 0 || waits < Streams.CHUNK_BYTES && backlog.isWhole();
  }

  private void append(ByteBuffer read) {
    backlog.append(read);
    lines.look();
  }

  private void endInput() {
    if (lines.isInside()) {
      append(ByteBuffer.wrap(new byte[] {LineTracker.LF}));
    }
    over = true;
    writer.endInput();
  }

  /** Writes what goes, by a thread that may wait for the daemon to take more. */
  void flushInBackground() {
    new Worker(ending) {
      @Override
      void work() {
        writer.flush();
      }
    }.begin();
  }

  /** There is a first daemon. */
  void open(WritableByteChannel channel) {
    writer.open(channel);
  }

  void ping() {
    writer.words().say(OwnWords.PING);
  }

  /** From now on, lines are kept for the next daemon, but for what belongs to this one's work. */
  void handOver() {
    kept.begin(true, backlog.waitingLines());
    writer.words().say(OwnWords.HANDOVER);
  }

  /** Whether the client's input has ended. */
  boolean isOver() {
    return over;
  }

  /** Whether the daemon has been told so. */
  boolean isEndSaid() {
    return writer.words().isEndSaid();
  }

  /** Whether what is kept is reason enough to have a daemon. */
  boolean asks() {
    return lines.asks();
  }

  /** Whether the daemon has not taken all that there is for it. */
  boolean waits() {
    return writer.waits();
  }

  /**
   * The connection is lost and closed: what was sent is failed, what was not is kept.
   *
   * @param why for what was sent whole
   */
  void lost(Failure why) throws InterruptedException {
    writer.close();
    book.failBetween(0, backlog.writtenPosition(), false, why);
    if (backlog.isInPart()) {
      endPart(why);
    }
    book.requests().rebase(backlog.endWriting());
    lines.setAsks(book.requests().isAnyDue(!book.resumption().isReplaying()));
    kept.begin(false, backlog.waitingLines());
    book.notifyAll();
  }

  private void endPart(Failure why) {
    Backlog.Part part = backlog.endPart();
    if (part == Backlog.Part.COMING) {
      lines.drop(why);
    } else if (part != Backlog.Part.AGAIN) {
      long position = backlog.writtenPosition();
      book.failBetween(
          position, position, false, part == Backlog.Part.SENT ? why : Failure.IN_PART);
    }
  }

  /** There is another daemon, which gets what was kept when it is flushed. */
  void resume(WritableByteChannel channel) {
    byte[] first = book.resumption().replay(book.requests());
    book.requests().shift(first.length);
    backlog.begin(first);
    kept.end();
    lines.setAsks(false);
    writer.open(channel);
    book.notifyAll();
  }

  /** Fails and forgets what is kept, initialize too. */
  void giveUp(Failure why) {
    if (lines.isInside() && !lines.isDropping()) {
      lines.drop(why);
    }
    book.failBetween(0, Long.MAX_VALUE, true, why);
    backlog.clear();
    kept.clear();
    lines.setAsks(false);
    book.notifyAll();
  }
}
