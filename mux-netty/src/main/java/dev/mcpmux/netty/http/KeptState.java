package dev.mcpmux.netty.http;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.function.ObjIntConsumer;

/**
 * What a daemon after this one is to know of a session, and the messages that confirm more than it
 * would know yet.
 *
 * <p>Event loop only.
 */
final class KeptState {

  private final String id;
  private final HttpSessions table;
  private final HeldMessages held = new HeldMessages();

  /** What it is kept under; null before it is. */
  private String key;

  /** What it takes to open the session again; null for nothing, or too much. */
  private String value;

  /** How often that has changed, in how far the disk was asked to keep it, and has it. */
  private long changes;

  private long asked;
  private long safe;

  KeptState(String id, HttpSessions table) {
    this.id = id;
    this.table = table;
  }

  String key() {
    if (key == null) {
      key = StoredSessions.key(id);
    }
    return key;
  }

  String value() {
    return value;
  }

  /**
   * @param changed null for nothing, or too much
   * @param isTold whether the next daemon is to know of it
   */
  void set(String changed, boolean isTold) {
    if (Objects.equals(changed, value)) {
      return;
    }
    int before = value == null ? 0 : value.length();
    boolean keeps = changed != null && table.keeps(changed.length() - before);
    if (!keeps) {
      table.keeps(-before);
    }
    value = keeps ? changed : null;
    if (isTold) {
      changes++;
      table.keeper().onChanged();
    }
  }

  /** Whether the next daemon would know all. */
  boolean isSafe() {
    return changes == safe;
  }

  /** Has it kept as it is now, if anything has changed. */
  void ask(Runnable whenSafer) {
    if (changes == asked) {
      return;
    }
    long change = changes;
    asked = change;
    table
        .keeper()
        .whenKept(
            () -> {
              safe = change;
              whenSafer.run();
            });
  }

  /** Takes a message that may confirm the last change. */
  void hold(int stream, ByteBuf line) {
    held.add(stream, line, changes);
  }

  boolean holds(int stream) {
    return held.has(stream);
  }

  long heldBytes() {
    return held.bytes();
  }

  /** Gives away what confirms nothing that the next daemon would not know. */
  void letGoSafe(ObjIntConsumer<ByteBuf> to) {
    held.letGo(safe, to);
  }

  void letGoAll(ObjIntConsumer<ByteBuf> to) {
    held.letGo(changes, to);
  }

  /** The session has ended. */
  void clear() {
    held.clear();
    set(null, true);
  }
}
