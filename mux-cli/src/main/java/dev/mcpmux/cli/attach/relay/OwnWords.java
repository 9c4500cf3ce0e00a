package dev.mcpmux.cli.attach.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whole lines that go to the daemon in front of all of the client's that have not begun. */
final class OwnWords {

  static final byte[] HANDOVER = control("\"handover\":1");
  static final byte[] PING = control("\"ping\":1");
  private static final byte[] END = control("\"end\":true");
  private static final byte[] NOTHING = {};

  private byte[] lines = NOTHING;
  private int at;
  private boolean endSaid;

  private static byte[] control(String member) {
    return ("\u001e{" + member + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  void say(byte[] words) {
    byte[] all = Arrays.copyOf(lines, lines.length + words.length);
    System.arraycopy(words, 0, all, lines.length, words.length);
    lines = all;
  }

  /** Says, once, that nothing more comes from the client. */
  void sayEnd() {
    if (!endSaid) {
      say(END);
      endSaid = true;
    }
  }

  boolean isEndSaid() {
    return endSaid;
  }

  int length() {
    return lines.length;
  }

  /** Whether one that has begun has to be finished. */
  boolean isInPart() {
    return at > 0;
  }

  ByteBuffer next() {
    return ByteBuffer.wrap(lines, at, lines.length - at);
  }

  void wrote(int length) {
    at += length;
    if (at == lines.length) {
      clear();
    }
  }

  void clear() {
    lines = NOTHING;
    at = 0;
  }
}
