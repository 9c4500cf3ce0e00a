package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.attach.OpenRequests.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The client's bytes on their way to the daemon, or waiting for one. With a daemon, what has been
 * read is written at once, in whatever pieces it comes; without one it is kept up to a bound, line
 * by line. Every line is scanned once, when it is read, and its requests are entered with the
 * position at which their line ends: whatever ends at or before what was written is with the
 * daemon. A line of the client that looks like a control line goes on behind a space, which makes
 * it the parse error that it would be without mcpmux.
 *
 * <p>One thread runs it; what others call is guarded by the {@link SessionBook}, and bytes are
 * written outside of its monitor by whoever finds that nobody writes.
 */
final class ClientToDaemon {

  /** Whose bytes are written. */
  private enum Words {
    CLIENTS,
    CONTROL,
    SPACE
  }

  /** What waits for a daemon. */
  static final int KEPT_BYTES = 1024 * 1024;

  static final int KEPT_FRAMES = 256;

  private static final byte[] SPACE = {' '};
  private static final byte[] END = "\u001e{\"end\":true}\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOTHING = {};

  private final ReadableByteChannel client;
  private final SessionBook book;
  private final MessageScanner scanner = new MessageScanner();
  private final LineTracker lines = new LineTracker();

  private WritableByteChannel daemon;
  private boolean writing;
  private Words written = Words.CLIENTS;
  private boolean deaf;

  private byte[] bytes = NOTHING;

  /** Those before this are written. */
  private int at;

  /** Those before this are being written. */
  private int begun;

  private int scanned;
  private int end;

  /** Where the line that is being read begins, unless that was before the first of the bytes. */
  private int line;

  private boolean lineGone;
  private boolean firstGone;
  private boolean keeps;
  private boolean handsOver;
  private boolean drops;
  private boolean over;
  private boolean asks;
  private boolean stale;
  private int messages;
  private int passing;
  private int frames;
  private long base;
  private Failure refusal;
  private byte[] control = NOTHING;
  private int controlAt;
  private boolean spaceDue;
  private boolean endSaid;

  ClientToDaemon(ReadableByteChannel client, SessionBook book) {
    this.client = client;
    this.book = book;
  }

  /**
   * Returns when the client's input has ended.
   *
   * @param afterRead called when something has been read, or the end
   */
  void run(Runnable afterRead) throws InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Relay.CHUNK_BYTES);
    while (!over) {
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
        forgetWritten();
        if (!ended) {
          append(buffer.flip());
        } else if (scanner.isInside()) {
          append(ByteBuffer.wrap(new byte[] {LineTracker.LF}));
        }
        over = ended;
        book.notifyAll();
      }
      flush();
      afterRead.run();
    }
  }

  private boolean mayRead() {
    int waits = end - at;
    if (keeps) {
      return control.length < KEPT_BYTES && (drops || waits < KEPT_BYTES || !scanner.isInside());
    }
    return waits == 0 || waits < Relay.CHUNK_BYTES && isWhole();
  }

  private void append(ByteBuffer read) {
    int length = read.remaining();
    if (bytes.length - end < length) {
      bytes = Arrays.copyOf(bytes, Math.max(end + length, Math.min(2 * bytes.length, 4 << 20)));
    }
    read.get(bytes, end, length);
    end += length;
    look();
  }

  /** Forgets the bytes that were written. */
  private void forgetWritten() {
    if (at == 0) {
      return;
    }
    if (at == end && end > Relay.CHUNK_BYTES) {
      bytes = NOTHING;
    } else if (writing) {
      bytes = Arrays.copyOfRange(bytes, at, end); // somebody reads the others
    } else {
      System.arraycopy(bytes, at, bytes, 0, end - at);
    }
    base += at;
    lineGone |= line < at;
    line = Math.max(line - at, 0);
    scanned -= at;
    end -= at;
    begun -= at;
    firstGone = !lines.atLineStart();
    at = 0;
  }

  private void cutOut(int from, int to) {
    System.arraycopy(bytes, to, bytes, from, end - to);
    end -= to - from;
    scanned = from;
  }

  /** Whether nothing of the line that is being read was written. */
  private boolean isWhole() {
    return !lineGone
        && line >= begun
        && !(line == begun && (spaceDue || !writing && !lines.atLineStart()));
  }

  private boolean isFull() {
    return keeps && (frames >= KEPT_FRAMES || end - at >= KEPT_BYTES);
  }

  /** Looks at what has been read. */
  private void look() {
    while (scanned < end) {
      if (!scanner.isInside() && !drops && isFull()) {
        dropForRoom();
      }
      scanned = scanner.next(bytes, scanned, end);
      switch (scanner.event()) {
        case MESSAGE -> takeMessage();
        case LINE -> takeLine();
        default -> {}
      }
    }
    // a frame that is alone is never dropped: its rest stays with the client until there is a
    // daemon
    if (scanner.isInside() && !drops && isFull() && line > at && line >= begun) {
      dropForRoom();
    }
    if (drops) {
      cutOut(line, end);
    }
  }

  private void dropForRoom() {
    int kept = end - at;
    drop(
        kept >= KEPT_BYTES
            ? Failure.tooMany(kept, " bytes wait for the daemon", KEPT_BYTES)
            : Failure.tooMany(frames, " messages wait for the daemon", KEPT_FRAMES));
  }

  /** The line that is being read goes nowhere. */
  private void drop(Failure why) {
    drops = true;
    refusal = why;
    book.failBetween(OpenRequests.NOT_ENDED, OpenRequests.NOT_ENDED, true, why);
  }

  private void takeMessage() {
    String id = scanner.id();
    messages++;
    if (!scanner.hasMethod()) {
      passing++;
      if (id != null && book.asks.remove(id) == null) {
        stale |= book.stale.remove(id) != null;
      }
      return;
    }
    String cancelled = scanner.cancelled();
    Request request = cancelled == null ? null : book.asked.remove(cancelled);
    if (request != null) {
      passing += request.end != OpenRequests.NOT_ENDED && request.end <= base + at ? 1 : 0;
    } else if (scanner.isProgress()) {
      passing++;
    }
    if (id != null) {
      enterRequest(id);
    } else if (scanner.isInitialized()) {
      book.initialized();
    }
  }

  private void enterRequest(String id) {
    boolean initialize = scanner.isInitialize();
    int count = book.asked.count();
    if (!drops && count >= SessionBook.MAX_ASKED && isWhole()) {
      drop(Failure.tooMany(count, " others await their answer", SessionBook.MAX_ASKED));
    }
    if (drops) {
      book.fail(id, refusal);
    } else if (count < SessionBook.MAX_ASKED) {
      book.asked.add(new Request(id, OpenRequests.NOT_ENDED, initialize));
      if (initialize) {
        book.beginInitialize();
      }
    }
  }

  private void takeLine() {
    boolean passes = handsOver && !drops && messages > 0 && passing == messages && isWhole();
    boolean out = passes || drops || stale && messages == 1 && isWhole();
    if (passes) {
      say(Arrays.copyOfRange(bytes, line, scanned));
    }
    if (out) {
      book.failBetween(OpenRequests.NOT_ENDED, OpenRequests.NOT_ENDED, true, refusal);
      cutOut(line, scanned);
    } else {
      frames++;
      if (messages > 0) {
        enterEnd();
      }
    }
    drops = false;
    stale = false;
    messages = 0;
    passing = 0;
    line = scanned;
    lineGone = false;
  }

  /** Gives the requests of the line that has been read their place. */
  private void enterEnd() {
    for (Request request : book.asked.all()) {
      if (request.end != OpenRequests.NOT_ENDED) {
        continue;
      }
      request.end = base + scanned;
      asks = true;
      if (request.initialize && !lineGone) {
        book.keepInitialize(Arrays.copyOfRange(bytes, line, scanned));
      }
    }
  }

  /** How far it may be written now. */
  private int passable() {
    if (keeps) {
      return lines.atLineStart() ? at : lineEnd(at);
    }
    // a line that may have to be refused is not begun before it is known
    if (book.asked.count() >= SessionBook.MAX_ASKED && isWhole() && end - at < Relay.CHUNK_BYTES) {
      return line;
    }
    return end;
  }

  /** Behind the next line end, or all there is. */
  private int lineEnd(int from) {
    int index = from;
    while (index < end && bytes[index] != LineTracker.LF) {
      index++;
    }
    return Math.min(index + 1, end);
  }

  /** Writes what goes, unless somebody else does, who will not miss any of it. */
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

  private boolean maySay() {
    return control.length > 0 && (controlAt > 0 || lines.atLineStart() && !spaceDue);
  }

  private ByteBuffer next() {
    if (over && !endSaid && !keeps && at == end) {
      say(END);
      endSaid = true;
    }
    if (maySay()) {
      written = Words.CONTROL;
      return ByteBuffer.wrap(control, controlAt, control.length - controlAt);
    }
    int limit = passable();
    if (at == limit) {
      return null;
    }
    ByteBuffer next = ByteBuffer.wrap(bytes, at, limit - at);
    int before = lines.nextControl(next);
    spaceDue = before == at;
    if (spaceDue) {
      written = Words.SPACE;
      return ByteBuffer.wrap(SPACE);
    }
    written = Words.CLIENTS;
    begun = before;
    return next.limit(before);
  }

  private void wrote(int length) {
    switch (written) {
      case CONTROL -> {
        controlAt += length;
        if (controlAt == control.length) {
          control = NOTHING;
          controlAt = 0;
        }
      }
      case SPACE -> {
        if (length > 0) {
          spaceDue = false;
          lines.passed(ByteBuffer.wrap(SPACE), 1); // the control byte is inside of a line now
        }
      }
      default -> {
        lines.passed(ByteBuffer.wrap(bytes, at, length), at + length);
        at += length;
        begun = at;
      }
    }
  }

  /** Puts a control line in front of all that has not begun. */
  void say(byte[] words) {
    byte[] all = Arrays.copyOf(control, control.length + words.length);
    System.arraycopy(words, 0, all, control.length, words.length);
    control = all;
  }

  /** There is a first daemon. */
  void open(WritableByteChannel channel) {
    daemon = channel;
  }

  /** From now on, lines are kept for the next daemon, but for what belongs to this one's work. */
  void handOver() {
    keep(true);
  }

  private void keep(boolean handsOver) {
    keeps = true;
    this.handsOver = handsOver;
    frames = 0;
    for (int i = at; i < end; i++) {
      frames += bytes[i] == LineTracker.LF ? 1 : 0;
    }
  }

  /** Whether the client's input has ended. */
  boolean isOver() {
    return over;
  }

  /** Whether the daemon has been told so. */
  boolean isEndSaid() {
    return endSaid;
  }

  /** Whether there is a request in what is kept, or more of one than is read without a daemon. */
  boolean asks() {
    return asks || keeps && scanner.isInside() && !drops && end - at >= KEPT_BYTES;
  }

  /** Whether the daemon has not taken all that there is for it. */
  boolean waits() {
    return writing || at < passable();
  }

  /**
   * The connection is lost and closed: what was sent is failed, what was not is kept.
   *
   * @param why for what was sent whole
   */
  void lost(Failure why) throws InterruptedException {
    while (writing) {
      book.wait();
    }
    daemon = null;
    deaf = false;
    control = NOTHING;
    controlAt = 0;
    book.failBetween(0, base + at, false, why);
    if (spaceDue || !lines.atLineStart()) {
      endPart(why);
    }
    spaceDue = false;
    lines.reset();
    begun = at;
    forgetWritten();
    asks = false;
    for (Request request : book.asked.all()) {
      if (request.end != OpenRequests.NOT_ENDED) {
        request.end = Math.max(request.end - base, 0);
      }
      asks |= request.end != 0 || request.initialize && !book.isReplaying();
    }
    base = 0;
    keep(false);
    book.notifyAll();
  }

  /** What becomes of the line of which a part was written. */
  private void endPart(Failure why) {
    int behind = lineEnd(at);
    boolean ended = behind > at && bytes[behind - 1] == LineTracker.LF;
    int start = at;
    while (start > 0 && bytes[start - 1] != LineTracker.LF) {
      start--;
    }
    int rest = at;
    while (rest < behind && bytes[rest] <= ' ') {
      rest++;
    }
    if (rest < behind && (start > 0 || !firstGone)) {
      at = start; // the daemon cannot have taken it for a message
    } else if (ended) {
      long position = base + behind;
      book.failBetween(position, position, false, rest < behind ? Failure.IN_PART : why);
      at = behind;
    } else {
      drop(why);
      end = at;
      line = at;
      scanned = at;
    }
  }

  /** There is another daemon; {@link #flush} gives it what was kept. */
  void resume(WritableByteChannel channel) {
    byte[] first = book.replay();
    for (Request request : book.asked.all()) {
      request.end += request.end > 0 ? first.length : 0;
    }
    byte[] all = Arrays.copyOf(first, first.length + end);
    System.arraycopy(bytes, 0, all, first.length, end);
    bytes = all;
    end = all.length;
    line += first.length;
    scanned += first.length;
    firstGone = false;
    keeps = false;
    handsOver = false;
    asks = false;
    frames = 0;
    daemon = channel;
    book.notifyAll();
  }

  /** Fails and forgets what is kept, initialize too. */
  void giveUp(Failure why) {
    if (scanner.isInside() && !drops) {
      drop(why);
    }
    book.failBetween(0, Long.MAX_VALUE, true, why);
    bytes = NOTHING;
    at = 0;
    begun = 0;
    end = 0;
    line = 0;
    scanned = 0;
    asks = false;
    frames = 0;
    book.notifyAll();
  }
}
