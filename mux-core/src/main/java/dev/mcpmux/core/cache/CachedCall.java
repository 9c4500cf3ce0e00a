package dev.mcpmux.core.cache;

/** A call of a tool, as a {@link ResultCache} sees it until it is answered. */
public final class CachedCall {
  /** As the server calls it. */
  final String tool;

  /** What is the same for calls that ask for the same; null when that is not certain. */
  final String key;

  /** Which cache saw it given to the server as a call that changes nothing; null for none. */
  private ResultCache seenBy;

  /** What that was like then. */
  private long generation;

  CachedCall(String tool, String key) {
    this.tool = tool;
    this.key = key;
  }

  /**
   * It is given to the server.
   *
   * @param cache null when it may change what other tools tell
   */
  void sent(ResultCache cache, long now) {
    seenBy = cache;
    generation = now;
  }

  boolean wasSeenBy(ResultCache cache) {
    return seenBy == cache;
  }

  boolean wasSentAt(long then) {
    return generation == then;
  }
}
