package dev.mcpmux.core.cache;

/** A call of a tool, as a {@link ResultCache} sees it until it is answered. */
public final class CachedCall {
  /** As the server calls it. */
  final String tool;

  /** What is the same for calls that ask for the same; null when that is not certain. */
  final String key;

  /** What the cache was like when the call was given to the server. */
  private long generation;

  CachedCall(String tool, String key) {
    this.tool = tool;
    this.key = key;
  }

  void sent(long now) {
    generation = now;
  }

  boolean wasSent(long then) {
    return generation == then;
  }
}
