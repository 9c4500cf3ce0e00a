package dev.mcpmux.core.catalog;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.TidyFrame;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.words.ListMethods;
import dev.mcpmux.core.words.Messages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What is kept of a server, as bytes: a line with a checksum of all that follows, then parts, each
 * a line {@code name length} and so many bytes and a line end. Results stand there as the server
 * wrote them, in an earlier version of mcpmux with what some readers take for the end of a line.
 *
 * @param program what the program looked like that answered so; empty when nobody knows
 * @param handshake the result of {@code initialize}
 * @param lists results of list calls
 */
record CatalogFile(String program, byte[] handshake, Map<Method, byte[]> lists) {
  private static final String FORMAT = "mcpmux-catalog-1 ";
  private static final String PROGRAM = "program";

  byte[] toBytes() {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    part(parts, PROGRAM, program.getBytes(StandardCharsets.UTF_8));
    part(parts, Method.INITIALIZE.wireName(), handshake);
    lists.forEach((method, result) -> part(parts, method.wireName(), result));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(ascii(FORMAT + checksum(parts.toByteArray()) + "\n"));
    file.writeBytes(parts.toByteArray());
    return file.toByteArray();
  }

  private static void part(ByteArrayOutputStream out, String name, byte[] bytes) {
    out.writeBytes(ascii(name + " " + bytes.length + "\n"));
    out.writeBytes(bytes);
    out.write('\n');
  }

  /** Null for anything but what {@link #toBytes} once returned. */
  static CatalogFile read(byte[] file) {
    int lineEnd = indexOf(file, '\n', 0);
    byte[] parts = lineEnd < 0 ? null : Arrays.copyOfRange(file, lineEnd + 1, file.length);
    if (parts == null || !text(file, 0, lineEnd).equals(FORMAT + checksum(parts))) {
      return null;
    }
    String program = "";
    byte[] handshake = null;
    Map<Method, byte[]> lists = new EnumMap<>(Method.class);
    for (int at = 0; at < parts.length; ) {
      int space = indexOf(parts, ' ', at);
      int end = space < 0 ? -1 : indexOf(parts, '\n', space);
      long length = end < 0 ? -1 : number(text(parts, space + 1, end));
      long stop = end + 1 + length;
      if (length < 0 || stop >= parts.length || parts[(int) stop] != '\n') {
        return null;
      }
      String name = text(parts, at, space);
      byte[] bytes = Arrays.copyOfRange(parts, end + 1, (int) stop);
      at = (int) stop + 1;
      if (name.equals(PROGRAM)) {
        program = new String(bytes, StandardCharsets.UTF_8);
      } else if (!isResult(bytes)) {
        return null;
      } else if (name.equals(Method.INITIALIZE.wireName())) {
        handshake = TidyFrame.of(bytes);
      } else {
        ListMethods.ALL.stream()
            .filter(method -> method.wireName().equals(name))
            .forEach(method -> lists.put(method, TidyFrame.of(bytes)));
      }
    }
    return handshake == null ? null : new CatalogFile(program, handshake, lists);
  }

  /** -1 for what is none, or longer than any part. */
  private static int number(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }

  /** Whether it can stand in a reply: sessions are given it as it is. */
  private static boolean isResult(byte[] json) {
    byte[] reply = Messages.result(new byte[] {'1'}, json);
    FrameScanner scanner = new FrameScanner();
    scanner.finish(ByteBuffer.wrap(reply), 0, reply.length);
    return scanner.view().is(Field.RESULT, ValueType.OBJECT)
        && scanner.view().kind() == FrameKind.RESPONSE;
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Long.toHexString(checksum.getValue());
  }
}
