package dev.mcpmux.core.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frames for tests: the notation of {@code frames.txt}, and one line that says what was found. */
final class Frames {
  private static final Pattern BYTE = Pattern.compile("<([0-9a-f]{2})(?:\\*(\\d+))?>");

  record Case(String line, byte[] frame, String expected) {
    @Override
    public String toString() {
      return line;
    }
  }

  private Frames() {}

  static List<Case> table() {
    try (var in = Frames.class.getResourceAsStream("frames.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(Frames::parse)
          .toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Case parse(String line) {
    int arrow = line.lastIndexOf(" -> ");
    byte[] expected = bytes(line.substring(arrow + 4));
    return new Case(
        line,
        bytes(line.substring(0, arrow).stripTrailing()),
        new String(expected, StandardCharsets.UTF_8));
  }

  /** Text in UTF-8, where {@code <0d>} stands for a byte. */
  static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Matcher matcher = BYTE.matcher(text);
    int at = 0;
    while (matcher.find()) {
      out.writeBytes(text.substring(at, matcher.start()).getBytes(StandardCharsets.UTF_8));
      int times = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
      for (int i = 0; i < times; i++) {
        out.write(Integer.parseInt(matcher.group(1), 16));
      }
      at = matcher.end();
    }
    out.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  static byte[] line(byte[] frame) {
    byte[] line = java.util.Arrays.copyOf(frame, frame.length + 1);
    line[frame.length] = '\n';
    return line;
  }

  static byte[] line(String text) {
    return line(bytes(text));
  }

  /** Scans one whole line with a new scanner. */
  static FrameView scan(String text) {
    byte[] line = line(text);
    FrameScanner scanner = new FrameScanner();
    if (!scanner.scan(ByteBuffer.wrap(line), 0, line.length)) {
      throw new AssertionError("no line end found");
    }
    return scanner.view();
  }

  static String describe(FrameView view) {
    StringBuilder text = new StringBuilder(view.kind().name());
    if (view.method() != Method.UNKNOWN || view.kind() == FrameKind.REQUEST) {
      text.append(' ').append(view.method());
    }
    if (view.has(Field.ID)) {
      text.append(" id=").append(new String(view.raw(Field.ID), StandardCharsets.UTF_8));
    }
    if (view.fault() != FrameFault.NONE) {
      text.append(' ').append(view.fault().code()).append(' ').append(view.faultText());
    }
    return text.toString();
  }

  /** {@link #describe} and every span. */
  static String describeAll(FrameView view) {
    StringBuilder text = new StringBuilder(describe(view));
    text.append(", ").append(view.frameBytes()).append(" bytes");
    text.append(view.looksLikeRequest() ? ", to be answered" : "");
    for (Field field : Field.values()) {
      if (view.has(field)) {
        text.append(String.format(", %s %s", field, view.type(field)));
        text.append(String.format(" %d..%d", view.start(field), view.end(field)));
      }
    }
    return text.toString();
  }
}
