package dev.mcpmux.core.catalog;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.words.Handshake;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What a server answered to sessions of one {@link dev.mcpmux.core.sharing.CatalogKey}. */
final class CatalogEntry {
  final String key;

  /** The server's name. */
  final String server;

  /** What its program looked like when it answered so; empty as long as nobody knows. */
  String program;

  /** As the server wrote it. */
  Handshake handshake;

  /** Whole lists, as the server wrote them. */
  final Map<Method, byte[]> lists = new EnumMap<>(Method.class);

  /** When it counts no more, in the clock of the events. */
  long validUntil;

  /** Whether it differs from what is on disk, and will be written. */
  boolean unsaved;

  CatalogEntry(String key, String server, String program, Handshake handshake) {
    this.key = key;
    this.server = server;
    this.program = program;
    this.handshake = handshake;
  }

  boolean hasHandshake(byte[] result) {
    return Arrays.equals(handshake.result(), result);
  }

  long bytes() {
    long bytes = handshake.result().length;
    for (byte[] list : lists.values()) {
      bytes += list.length;
    }
    return bytes;
  }

  byte[] toBytes() {
    return new CatalogFile(program, handshake.result(), lists).toBytes();
  }
}
