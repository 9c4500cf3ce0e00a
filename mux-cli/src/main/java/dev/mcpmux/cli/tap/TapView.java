package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.session.LineReader;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/** Prints what a tap gives, as it comes, and records it. */
final class TapView {

  /** A message of 4 MiB, all of it escaped, and its head. */
  private static final int MAX_LINE_BYTES = 32 << 20;

  /** One part in so many of the time of a core is for all of it. */
  private static final int PART = 50;

  private static final long MAX_SAVED_NANOS = 500_000_000;

  /** Stands for a line that is no JSON, or more than can be read. */
  private static final String UNREADABLE = "{\"lost\":1,\"note\":\"unreadable\"}";

  /** How it is printed. */
  enum Form {
    PRETTY,
    ONE_LINE,
    JSON
  }

  private final Form form;
  private final WireText text;
  private final MessageCheck check;
  private final Page out;
  private final TimeShare time = new TimeShare(System::nanoTime, PART, MAX_SAVED_NANOS);
  private long shown;

  /**
   * @param check null where nothing is checked
   */
  TapView(Form form, WireText text, MessageCheck check, Page out) {
    this.form = form;
    this.text = text;
    this.check = check;
    this.out = out;
  }

  /**
   * Goes on until the daemon ends it, or nobody reads any more.
   *
   * @param recording null for none
   * @return how many messages were shown
   */
  long show(InputStream from, Recording recording) throws IOException {
    if (form == Form.PRETTY) {
      out.line(text.title());
    }
    boolean isRead = out.print(); // now: the first message may be long in coming
    LineReader lines = new LineReader(from, MAX_LINE_BYTES);
    String line = isRead ? lines.next() : null;
    while (line != null && isRead) {
      time.begin();
      show(line, recording);
      while (lines.hasLine() && !out.isFull()) {
        show(lines.next(), recording);
      }
      if (!lines.hasLine()) {
        out.sayLeftOut(); // nobody knows when the next comes
      }
      time.end(); // to print may be to wait for a reader
      isRead = out.print();
      rest();
      line = isRead ? lines.next() : null;
    }
    out.end();
    printUnchecked(true);
    out.print();
    return shown;
  }

  private void show(String line, Recording recording) throws IOException {
    WireMessage message = read(line);
    if (recording != null) {
      recording.add(Printable.json(message.line())); // who looks into it is a terminal, too
    }
    print(message);
  }

  /** Meanwhile the daemon keeps what passes, and then loses and counts it. */
  private void rest() {
    try {
      TimeUnit.NANOSECONDS.sleep(time.owedNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    }
  }

  private static WireMessage read(String line) {
    try {
      return WireMessage.parse(line);
    } catch (JacksonException e) {
      return WireMessage.parse(UNREADABLE);
    }
  }

  private void print(WireMessage message) {
    if (!message.isMessage()) {
      printLost(message);
      return;
    }
    shown++;
    List<String> faults = check == null ? List.of() : check.faults(message);
    if (faults.isEmpty() && !out.hasRoom(message.failed())) {
      return;
    }
    printUnchecked(false);
    switch (form) {
      case PRETTY -> out.line(text.pretty(message, faults));
      case ONE_LINE -> out.line(text.oneLine(message, faults));
      case JSON -> out.line(json(message.line(), faults));
    }
  }

  private void printUnchecked(boolean ends) {
    long unchecked = check == null ? 0 : check.takeUnchecked(ends);
    if (unchecked > 0 && form == Form.JSON) {
      out.line("{\"unchecked\":" + unchecked + "}");
    } else if (unchecked > 0) {
      out.line("… " + unchecked + " messages were not checked: too many came at once");
    }
  }

  private void printLost(WireMessage message) {
    if (form == Form.JSON) {
      out.line(Printable.json(message.line()));
    } else if (message.has("note")) {
      out.line("… a message is not shown here: it cannot be read");
    } else {
      out.line(
          "… "
              + Printable.line(message.get("lost"))
              + " messages were lost here:"
              + " they came faster than they were read");
    }
  }

  private static String json(String line, List<String> faults) {
    String printable = Printable.json(line);
    if (faults.isEmpty()) {
      return printable;
    }
    return Printable.json(MessageCheck.json(faults)) + printable.substring(1);
  }
}
