package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.ClientRequests;
import dev.mcpmux.cli.attach.book.Failure;
import dev.mcpmux.cli.attach.book.SessionBook;
import dev.mcpmux.cli.attach.message.MessageScanner;
import dev.mcpmux.cli.attach.message.MessageTokens;

/**
 * Looks at the client's lines when they are read: enters their requests with the position at which
 * the line ends, so that whatever ends at or before what was written is with the daemon, and takes
 * out the lines that do not go where the others go.
 */
final class ClientLines {

  private final SessionBook book;
  private final Backlog backlog;
  private final KeptLines kept;
  private final OwnWords words;
  private final MessageScanner scanner = new MessageScanner();

  /** What requests in the line that is being read are told, which goes nowhere; else null. */
  private Failure refusal;

  /** There is an answer in the line, to a daemon that is no more. */
  private boolean stale;

  /** In the line. */
  private int messages;

  /** Of these, that belong to requests that the daemon has. */
  private int passing;

  /** There is a request in what waits. */
  private boolean asks;

  ClientLines(SessionBook book, Backlog backlog, KeptLines kept, OwnWords words) {
    this.book = book;
    this.backlog = backlog;
    this.kept = kept;
    this.words = words;
  }

  /** Whether a line has begun and not ended. */
  boolean isInside() {
    return scanner.isInside();
  }

  /** Whether the line that is being read goes nowhere. */
  boolean isDropping() {
    return refusal != null;
  }

  /** Whether there is a request in what is kept, or more of one than is read without a daemon. */
  boolean asks() {
    boolean halfRead = isInside() && !isDropping() && backlog.waiting() >= KeptLines.MAX_BYTES;
    return asks || kept.isOn() && halfRead;
  }

  void setAsks(boolean asks) {
    this.asks = asks;
  }

  /** Looks at what has been read. */
  void look() {
    while (!backlog.isScanned()) {
      if (!isInside() && !kept.isHandover()) {
        dropIfFull(backlog.waiting());
      }
      backlog.scan(scanner);
      switch (scanner.event()) {
        case MESSAGE -> takeMessage(scanner.message());
        case LINE -> takeLine();
        default -> {}
      }
    }
    // a line that is alone is never dropped: its rest stays with the client until there is a daemon
    int waiting = backlog.waiting();
    boolean mayPass = kept.isHandover() && waiting < KeptLines.MAX_BYTES;
    if (isInside() && backlog.isBehindOthers() && !mayPass) {
      dropIfFull(waiting);
    }
    if (isDropping()) {
      backlog.cutLine();
    }
  }

  private void dropIfFull(int waiting) {
    if (!isDropping() && kept.isFull(waiting)) {
      drop(kept.failure(waiting));
    }
  }

  /** The line that is being read goes nowhere. */
  void drop(Failure why) {
    refusal = why;
    book.failComing(why);
  }

  private void takeMessage(MessageTokens message) {
    String id = message.id();
    messages++;
    if (!message.hasMethod()) {
      passing++;
      stale |= id != null && book.questions().answer(id);
      return;
    }
    String cancelled = message.cancelled();
    boolean passes =
        cancelled == null
            ? message.isProgress()
            : book.requests().cancel(cancelled, backlog.writtenPosition());
    if (id != null) {
      enterRequest(id, message.isInitialize());
      return;
    }
    passing += passes ? 1 : 0;
    if (message.isInitialized()) {
      book.resumption().initialized();
    }
  }

  private void enterRequest(String id, boolean initialize) {
    ClientRequests requests = book.requests();
    if (!isDropping() && requests.isFull() && backlog.isWhole()) {
      drop(Failure.tooMany(requests.count(), " others await their answer", ClientRequests.MAX));
    }
    if (isDropping()) {
      book.owed().fail(id, refusal);
    } else if (!requests.isFull()) {
      requests.add(id, initialize);
      if (initialize) {
        book.resumption().beginInitialize();
      }
    }
  }

  private void takeLine() {
    boolean whole = backlog.isWhole();
    boolean passes =
        kept.isHandover() && !isDropping() && messages > 0 && passing == messages && whole;
    if (passes) {
      words.say(backlog.line());
    } else if (kept.isHandover() && whole) {
      dropIfFull(backlog.waitingBefore());
    }
    if (passes || isDropping() || stale && messages == 1 && whole) {
      backlog.cutLine();
    } else {
      kept.add();
      enterEnd();
    }
    refusal = null;
    stale = false;
    messages = 0;
    passing = 0;
    backlog.endLine();
  }

  /** Gives the requests of the line that has been read their place. */
  private void enterEnd() {
    if (book.requests().isInitializeComing() && !backlog.isLineGone()) {
      book.resumption().keepInitialize(backlog.line());
    }
    asks |= book.requests().endLine(backlog.scannedPosition());
  }
}
