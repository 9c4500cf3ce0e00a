package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.Resumption;
import dev.mcpmux.cli.attach.message.LineTracker;
import dev.mcpmux.cli.text.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What the daemon says to the relay alone, and what of that counts. */
final class ControlLines {

  /** A control line is short; of a longer one the rest is skipped. */
  private static final int MAX_BYTES = Resumption.MAX_VALUE_BYTES + 1024;

  /** Why the daemon has closed the session; the reason is a stable word. */
  record Close(String reason, String message) {}

  private final Resumption resumption;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(0);

  private boolean inside;
  private Close close;
  private volatile boolean handover;
  private boolean farewellDue;

  ControlLines(Resumption resumption) {
    this.resumption = resumption;
  }

  /** Whether a line has begun and not ended. */
  boolean isInside() {
    return inside;
  }

  /** The daemon's close line, behind which nothing counts; null without one. */
  Close close() {
    return close;
  }

  /** Whether the daemon has said farewell. */
  boolean isHandover() {
    return handover;
  }

  /** The same, once. */
  boolean takeFarewell() {
    boolean due = farewellDue;
    farewellDue = false;
    return due;
  }

  /** Takes bytes up to the line end, and returns the index behind them. */
  int take(byte[] bytes, int from, int to) {
    inside = true;
    int at = from;
    while (at < to && bytes[at] != LineTracker.LF) {
      at++;
    }
    line.write(bytes, from, Math.min(at - from, MAX_BYTES - line.size()));
    if (at == to) {
      return to;
    }
    inside = false;
    String json = line.toString(StandardCharsets.UTF_8).substring(1);
    line.reset();
    takeLine(json);
    return at + 1;
  }

  private void takeLine(String json) {
    if (RawJson.find(json, "close") != null) {
      String reason = RawJson.string(json, "close", "reason");
      String message = RawJson.string(json, "close", "message");
      reason = reason == null ? "" : reason;
      close = new Close(reason, message == null ? reason : message);
      return;
    }
    String value = RawJson.find(json, "resume");
    if (value != null) {
      resumption.takeValue(value);
    }
    if (!handover && RawJson.find(json, "handover") != null) {
      handover = true;
      farewellDue = true;
    }
  }

  /** There is another daemon. */
  void reset() {
    inside = false;
    close = null;
    handover = false;
    farewellDue = false;
    line.reset();
  }
}
