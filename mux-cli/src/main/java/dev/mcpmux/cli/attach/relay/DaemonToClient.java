package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.SessionBook;
import dev.mcpmux.cli.attach.message.LineTracker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Copies what daemons send to the client, less the control lines. One thread runs it. */
final class DaemonToClient {

  private static final byte[] LINE_END = {LineTracker.LF};

  private final SessionBook book;
  private final ClientWriter client;
  private final DaemonLines lines;

  private volatile boolean reading;
  private volatile long heardNanos = System.nanoTime();

  /** Why no more is read from a daemon, for now or for ever. */
  enum End {
    /** The daemon has said farewell, and goes on with what it has. */
    FAREWELL,
    /** The daemon closed the session with a cause. */
    CLOSED,
    /** The connection closed without a word. */
    CONNECTION_ENDED,
    /** The daemon does not open the session that the client has. */
    NOT_REPLAYED,
    /** The client reads no more. */
    CLIENT_GONE
  }

  DaemonToClient(ClientWriter client, SessionBook book) {
    this.client = client;
    this.book = book;
    this.lines = new DaemonLines(book);
  }

  ClientWriter client() {
    return client;
  }

  /** The daemon's close line; null without one. */
  ControlLines.Close close() {
    return lines.control().close();
  }

  /** Whether the daemon has said farewell. */
  boolean isHandover() {
    return lines.control().isHandover();
  }

  /** When a daemon last sent something. */
  long heardNanos() {
    return heardNanos;
  }

  /** Whether something that the daemon sends would be read now. */
  boolean isReading() {
    return reading;
  }

  /**
   * Returns when something has to be done.
   *
   * @param first what has been read behind the daemon's answer already, ready to be read
   */
  End run(ReadableByteChannel daemon, ByteBuffer first) throws InterruptedException {
    while (read(daemon, first)) {
      synchronized (book) {
        lines.look();
      }
      if (!client.write(lines.bytes(), lines.ready(), lines.isCut())) {
        return End.CLIENT_GONE;
      }
      if (close() != null) {
        return End.CLOSED;
      }
      synchronized (book) {
        if (book.resumption().takeNotReplayed()) {
          return End.NOT_REPLAYED;
        }
      }
      if (lines.control().takeFarewell()) {
        return End.FAREWELL;
      }
    }
    return End.CONNECTION_ENDED;
  }

  private boolean read(ReadableByteChannel daemon, ByteBuffer first) {
    boolean given = first.hasRemaining();
    reading = true;
    try {
      return lines.read(daemon, first);
    } catch (IOException e) {
      return false;
    } finally {
      reading = false;
      heardNanos = given ? heardNanos : System.nanoTime();
    }
  }

  /**
   * The connection is lost: half a line is taken back, and ended where the client has a part of it.
   *
   * @return whether the client still takes anything
   */
  boolean lost() throws InterruptedException {
    return client.write(LINE_END, lines.reset() ? 1 : 0, false);
  }
}
