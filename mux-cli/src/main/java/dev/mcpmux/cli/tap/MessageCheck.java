package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.schema.McpSchemas;
import dev.mcpmux.cli.text.RawJson;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Checks messages against the schema of the revision that their session has agreed on. Of a session
 * that began before anybody looked, that is taken to be the newest.
 *
 * <p>It takes a small part of the time only: while more come, some are not checked, so that
 * sessions do not lose the processor to it.
 */
final class MessageCheck {

  private static final int MAX_SESSIONS = 1024;

  /** One part in so many of the time. */
  private static final int PART = 100;

  /** What was not needed is saved up to this: also the first messages take long. */
  private static final long MAX_SAVED_NANOS = 1_000_000_000;

  private final TimeShare time;
  private long unchecked;

  private final Map<String, McpSchemas> schemas = new HashMap<>();
  private final Map<String, String> revisions =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_SESSIONS;
        }
      };

  /**
   * @param clock in nanoseconds
   */
  MessageCheck(LongSupplier clock) {
    this.time = new TimeShare(clock, PART, MAX_SAVED_NANOS);
  }

  /** Who is at fault, and with what; empty for nothing, and where there was no time. */
  List<String> faults(WireMessage message) {
    if (message.body() == null || message.get("kind").equals("invalid")) {
      return List.of();
    }
    learn(message);
    if (!time.begin()) {
      unchecked++;
      return List.of();
    }
    List<String> faults = check(message);
    time.end();
    return faults;
  }

  /**
   * How many were not checked before one that was; asked once.
   *
   * @param ends whether none comes any more
   */
  long takeUnchecked(boolean ends) {
    long count = ends || time.isLeft() ? unchecked : 0;
    unchecked -= count;
    return count;
  }

  private List<String> check(WireMessage message) {
    String known = revisions.get(message.get("session"));
    String revision = known == null ? newest() : known;
    String who = message.get("from") + (known == null ? " (by " + revision + ")" : "");
    McpSchemas schema = schemas.computeIfAbsent(revision, McpSchemas::of);
    return schema.faults(message.body(), message.get("method")).stream()
        .map(fault -> who + ": " + fault)
        .toList();
  }

  /** The reply to initialize says it. */
  private void learn(WireMessage message) {
    if (message.get("method").equals("initialize") && message.isReply()) {
      String revision = RawJson.string(message.body(), "result", "protocolVersion");
      if (McpSchemas.REVISIONS.contains(revision)) {
        revisions.put(message.get("session"), revision);
      }
    }
  }

  private static String newest() {
    return McpSchemas.REVISIONS.get(McpSchemas.REVISIONS.size() - 1);
  }

  /** The beginning of an object that says these. */
  static String json(List<String> faults) {
    return faults.stream()
        .map(RawJson::quote)
        .collect(Collectors.joining(",", "{\"faults\":[", "],"));
  }
}
