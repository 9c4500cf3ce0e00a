package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.attach.OpenRequests.Request;
import dev.mcpmux.cli.text.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Copies what daemons send to the client, less the control lines. A line goes on when it is whole,
 * so that none is ever half there; only one that is longer than the buffer goes on in pieces. One
 * thread runs it; {@link #flushOwed} may be called by any.
 */
final class DaemonToClient {

  /** A control line is short; of a longer one the rest is skipped. */
  private static final int MAX_CONTROL_BYTES = SessionBook.MAX_VALUE_BYTES + 1024;

  private static final byte[] LINE_END = {LineTracker.LF};

  private final WritableByteChannel client;
  private final SessionBook book;
  private final ByteArrayOutputStream control = new ByteArrayOutputStream(0);
  private MessageScanner scanner = new MessageScanner();

  private byte[] bytes = {};
  private int ready;
  private int scanned;
  private int end;
  private int line;
  private boolean cut;
  private boolean hidden;
  private boolean inControl;

  /** Somebody writes to the client. */
  private boolean busy;

  /** The client has a part of a line. */
  private boolean inLine;

  private volatile boolean reading;
  private volatile boolean handover;
  private volatile long heardNanos = System.nanoTime();

  /** How reading from a daemon ended. */
  enum End {
    /** The daemon closed the session with a cause. */
    CLOSED,
    /** The connection closed without a word. */
    CONNECTION_ENDED,
    /** The daemon does not open the session that the client has. */
    NOT_REPLAYED,
    /** The client reads no more. */
    CLIENT_GONE
  }

  private String closeReason;
  private String closeMessage = "";

  DaemonToClient(WritableByteChannel client, SessionBook book) {
    this.client = client;
    this.book = book;
  }

  /** The reason word of the daemon's close line; null without one. */
  String closeReason() {
    return closeReason;
  }

  String closeMessage() {
    return closeMessage;
  }

  /** When a daemon last sent something. */
  long heardNanos() {
    return heardNanos;
  }

  /** Whether something that the daemon sends would be read now. */
  boolean isReading() {
    return reading;
  }

  /** Whether the client has got all that it is owed. */
  boolean isSilent() {
    return !busy && !book.owes();
  }

  /** Whether the daemon has said farewell. */
  boolean isHandover() {
    return handover;
  }

  /**
   * Returns when there is nothing more to read from this daemon.
   *
   * @param first what has been read behind the daemon's answer already, ready to be read
   * @param whenFarewell called when the daemon has said farewell
   */
  End run(ReadableByteChannel daemon, ByteBuffer first, Runnable whenFarewell)
      throws InterruptedException {
    bytes = bytes.length > 0 ? bytes : new byte[Relay.CHUNK_BYTES];
    closeReason = null;
    boolean farewell = false;
    ByteBuffer given = first;
    while (true) {
      int held = end - ready;
      System.arraycopy(bytes, ready, bytes, 0, held);
      ready = 0;
      line = 0;
      scanned = held;
      end = held;
      reading = true;
      try {
        if (!read(daemon, given)) {
          return End.CONNECTION_ENDED;
        }
      } catch (IOException e) {
        return End.CONNECTION_ENDED;
      } finally {
        reading = false;
      }
      synchronized (book) {
        look();
      }
      if (!write(bytes, ready, cut)) {
        return End.CLIENT_GONE;
      }
      if (closeReason != null) {
        return End.CLOSED;
      }
      synchronized (book) {
        if (book.takeNotReplayed()) {
          return End.NOT_REPLAYED;
        }
      }
      if (handover && !farewell) {
        farewell = true;
        whenFarewell.run();
      }
    }
  }

  private boolean read(ReadableByteChannel daemon, ByteBuffer first) throws IOException {
    int room = bytes.length - end;
    if (first.hasRemaining()) {
      int length = Math.min(room, first.remaining());
      first.get(bytes, end, length);
      end += length;
      return true;
    }
    int n = Streams.read(daemon, ByteBuffer.wrap(bytes, end, room));
    heardNanos = System.nanoTime();
    end += Math.max(n, 0);
    return n >= 0;
  }

  private void look() {
    while (scanned < end && closeReason == null) {
      if (!inControl && !scanner.isInside()) {
        inControl = bytes[scanned] == LineTracker.CONTROL;
      }
      if (inControl) {
        collectControl();
        continue;
      }
      scanned = scanner.next(bytes, scanned, end);
      switch (scanner.event()) {
        case MESSAGE -> takeMessage();
        case LINE -> {
          if (hidden && !cut) {
            cutOut(line, scanned);
          }
          line = scanned;
          ready = scanned;
          cut = false;
          hidden = false;
        }
        default -> {}
      }
    }
    if (closeReason != null) {
      end = ready;
    } else if (cut || line == 0 && end == bytes.length) {
      cut = true;
      ready = end;
    }
  }

  private void cutOut(int from, int to) {
    System.arraycopy(bytes, to, bytes, from, end - to);
    end -= to - from;
    scanned = from;
  }

  private void takeMessage() {
    String id = scanner.id();
    if (!scanner.hasMethod()) {
      if (id != null) {
        hidden |= book.takeAnswer(book.asked.remove(id), scanner.isError());
      }
      return;
    }
    String cancelled = scanner.cancelled();
    if (cancelled != null) {
      book.asks.remove(cancelled);
    }
    if (id != null && book.asks.count() < SessionBook.MAX_ASKS) {
      book.asks.add(new Request(id, 0, false));
    }
  }

  /** Takes a control line's bytes out of the way. */
  private void collectControl() {
    int at = scanned;
    while (at < end && bytes[at] != LineTracker.LF) {
      if (control.size() < MAX_CONTROL_BYTES) {
        control.write(bytes[at]);
      }
      at++;
    }
    boolean ended = at < end;
    cutOut(scanned, ended ? at + 1 : at);
    if (ended) {
      inControl = false;
      String json = control.toString(StandardCharsets.UTF_8).substring(1);
      control.reset();
      takeControl(json);
    }
  }

  private void takeControl(String json) {
    if (RawJson.find(json, "close") != null) {
      String reason = RawJson.string(json, "close", "reason");
      String message = RawJson.string(json, "close", "message");
      closeReason = reason == null ? "" : reason;
      closeMessage = message == null ? closeReason : message;
      return;
    }
    String value = RawJson.find(json, "resume");
    if (value != null) {
      book.takeValue(value);
    }
    handover |= RawJson.find(json, "handover") != null;
  }

  /**
   * The connection is lost: half a line is taken back, and ended where the client has a part of it.
   *
   * @return whether the client still takes anything
   */
  boolean lost() throws InterruptedException {
    boolean part = cut;
    cut = false;
    hidden = false;
    inControl = false;
    handover = false;
    control.reset();
    scanner = new MessageScanner();
    ready = 0;
    end = 0;
    return write(LINE_END, part ? 1 : 0, false);
  }

  /** Writes the bytes, and then what the client is owed, if it is not in a line then. */
  private boolean write(byte[] from, int length, boolean inLineThen) throws InterruptedException {
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

  /** Writes what the client is owed, unless somebody else writes, who will do it. */
  boolean flushOwed() {
    while (true) {
      byte[] lines;
      synchronized (book) {
        if (busy || inLine || !book.owes()) {
          return true;
        }
        lines = book.takeOwed();
        busy = true;
      }
      if (!writeNow(lines, lines.length)) {
        return false;
      }
    }
  }
}
