package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.SessionBook;
import dev.mcpmux.cli.attach.message.LineTracker;
import dev.mcpmux.cli.attach.message.MessageScanner;
import dev.mcpmux.cli.attach.message.MessageTokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * What was read from the daemon: takes out what the client is not to see, and holds a line until it
 * is whole. Only one that is longer than the buffer goes on in pieces.
 */
final class DaemonLines {

  private static final byte[] NOTHING = {};

  private final SessionBook book;
  private final ControlLines control;
  private MessageScanner scanner = new MessageScanner();

  private byte[] bytes = NOTHING;

  /** Those before this go to the client. */
  private int ready;

  private int scanned;
  private int end;

  /** Where the line that is being read begins. */
  private int line;

  /** That line goes on in pieces. */
  private boolean cut;

  /** The client is not to see it. */
  private boolean hidden;

  /** There is a whole answer in it, which counts when the client gets it. */
  private boolean answerDue;

  DaemonLines(SessionBook book) {
    this.book = book;
    this.control = new ControlLines(book.resumption());
  }

  ControlLines control() {
    return control;
  }

  byte[] bytes() {
    return bytes;
  }

  int ready() {
    return ready;
  }

  /** Whether what is ready ends inside of a line. */
  boolean isCut() {
    return cut;
  }

  /** Forgets what was ready, and reads what was given or what comes; false at the end. */
  boolean read(ReadableByteChannel daemon, ByteBuffer given) throws IOException {
    bytes = bytes.length > 0 ? bytes : new byte[Streams.CHUNK_BYTES];
    int held = end - ready;
    System.arraycopy(bytes, ready, bytes, 0, held);
    ready = 0;
    line = 0;
    scanned = held;
    end = held;
    ByteBuffer room = ByteBuffer.wrap(bytes, end, bytes.length - end);
    if (given.hasRemaining()) {
      int length = Math.min(room.remaining(), given.remaining());
      given.get(bytes, end, length);
      end += length;
      return true;
    }
    int n = Streams.read(daemon, room);
    end += Math.max(n, 0);
    return n >= 0;
  }

  /** Looks at what has been read. */
  void look() {
    while (scanned < end && control.close() == null) {
      boolean begins = !scanner.isInside() && bytes[scanned] == LineTracker.CONTROL;
      if (control.isInside() || begins) {
        cutOut(scanned, control.take(bytes, scanned, end));
        continue;
      }
      scanned = scanner.next(bytes, scanned, end);
      switch (scanner.event()) {
        case MESSAGE -> takeMessage(scanner.message());
        case LINE -> {
          takeAnswer();
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
    if (control.close() != null) {
      end = ready;
    } else if (cut || line == 0 && end == bytes.length) {
      cut = true;
      ready = end;
      takeAnswer();
    }
  }

  private void cutOut(int from, int to) {
    System.arraycopy(bytes, to, bytes, from, end - to);
    end -= to - from;
    scanned = from;
  }

  private void takeMessage(MessageTokens message) {
    if (!message.hasMethod()) {
      answerDue = true;
      return;
    }
    String id = message.id();
    String cancelled = message.cancelled();
    if (cancelled != null) {
      book.questions().withdraw(cancelled);
    }
    if (id != null) {
      book.questions().ask(id);
    }
  }

  private void takeAnswer() {
    if (answerDue) {
      answerDue = false;
      MessageTokens answer = scanner.message();
      hidden |= answer.id() != null && book.takeAnswer(answer.id(), answer.isError());
    }
  }

  /** The connection is lost, and half a line with it; whether the client has a part of that. */
  boolean reset() {
    boolean part = cut;
    cut = false;
    hidden = false;
    answerDue = false;
    control.reset();
    scanner = new MessageScanner();
    ready = 0;
    end = 0;
    return part;
  }
}
