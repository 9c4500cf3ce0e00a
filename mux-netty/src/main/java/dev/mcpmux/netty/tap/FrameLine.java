package dev.mcpmux.netty.tap;

import dev.mcpmux.netty.mask.Masks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * Frames as lines of JSON ({@code docs/observe.md}). Each byte of what passes comes here, so a line
 * is put together without an object where nothing in it is to be hidden. One thread only.
 */
final class FrameLine {

  private static final long NANOS_PER_MICRO = 1000;
  private static final int MILLIS = 1000;
  private static final int MAX_DIGITS = 18;

  private final JsonLine out = new JsonLine();

  /** The second that {@link #date} is the text of, without its {@code Z}. */
  private long second = -1;

  private String date = "";

  /** How much has been written and not been taken. */
  int size() {
    return out.size();
  }

  byte[] take() {
    return out.take();
  }

  /**
   * @param masks null where nothing is hidden
   */
  void write(TapFrame frame, Masks masks) {
    int before = out.size();
    try {
      out.begin();
      members(frame, masks);
      out.end();
    } catch (RuntimeException | Error e) {
      out.backTo(before); // no half lines
      throw e;
    }
  }

  /** That so many frames are missing here. */
  void writeLost(long count) {
    out.begin().name("lost").number(count).end();
  }

  private void members(TapFrame frame, Masks masks) {
    time(frame.time().millis());
    out.name("from").word(frame.way().from().word());
    out.name("to").word(frame.way().to().word());
    if (frame.link().session() > 0) {
      out.name("session").number(frame.link().session());
    }
    text("server", frame.link().server(), null);
    out.name("kind").word(kind(frame));
    text("method", frame.head().method(), masks);
    text("tool", frame.head().tool(), masks);
    token("id", frame.link().id(), masks);
    token("serverId", frame.link().serverId(), masks);
    out.name("bytes").number(frame.content().bytes());
    if (frame.time().nanos() >= 0) {
      out.name("latencyMicros").number(frame.time().nanos() / NANOS_PER_MICRO);
    }
    if (frame.head().failed()) {
      out.name("failed").ascii("true");
    }
    text("note", frame.head().note(), masks);
    if (frame.content().kept() != null) {
      body(frame.content().kept(), masks);
    }
  }

  private void time(long millis) {
    if (millis / MILLIS != second) {
      second = millis / MILLIS;
      String text = Instant.ofEpochSecond(second).toString();
      date = text.substring(0, text.length() - 1);
    }
    out.name("time").ascii("\"").ascii(date).ascii(".").digits(millis % MILLIS, 3).ascii("Z\"");
  }

  private static String kind(TapFrame frame) {
    return switch (frame.head().kind()) {
      case REQUEST -> "request";
      case NOTIFICATION -> "notification";
      case RESPONSE -> "response";
      case ERROR_RESPONSE -> "error";
      default -> frame.head().kind().name().toLowerCase(Locale.ROOT);
    };
  }

  private void text(String name, String value, Masks masks) {
    if (value != null && !value.isEmpty()) {
      out.name(name).string(masks == null ? value : masks.hide(value));
    }
  }

  /** An id is a token of JSON already; one that nobody could read is shown as text. */
  private void token(String name, String token, Masks masks) {
    if (token != null && isShortNumber(token) && hidesNothing(token, masks)) {
      out.name(name).ascii(token);
    } else if (token != null) {
      json(name, name, token.getBytes(StandardCharsets.UTF_8), masks);
    }
  }

  private static boolean isShortNumber(String token) {
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) < '0' || token.charAt(i) > '9') {
        return false;
      }
    }
    return token.length() < MAX_DIGITS;
  }

  private static boolean hidesNothing(String text, Masks masks) {
    return masks == null || masks.hide(text).equals(text);
  }

  private void body(byte[] kept, Masks masks) {
    json("body", "start", kept, masks);
  }

  private void json(String name, String nameOfPart, byte[] json, Masks masks) {
    if (MaskedBody.hidesNothing(json, masks)) {
      out.name(name).raw(json);
      return;
    }
    MaskedBody body = MaskedBody.of(json, masks);
    if (body.isWhole()) {
      out.name(name).raw(body.text().getBytes(StandardCharsets.UTF_8));
    } else {
      out.name(nameOfPart).string(body.text());
    }
  }
}
