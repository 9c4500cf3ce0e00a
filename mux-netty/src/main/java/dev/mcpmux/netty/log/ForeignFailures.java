package dev.mcpmux.netty.log;

/**
 * Logs that code of others has failed, each kind of failure seldom: a peer may have it fail with
 * every message. Thread-safe.
 */
public final class ForeignFailures {
  private static final int MAX_METHOD_CHARS = 100;

  private Seldom seldom;

  /** Nothing has failed so far. */
  public ForeignFailures() {}

  /**
   * It has failed again.
   *
   * @param what whose code
   * @param method what it was given, in the words of a peer; empty if it is not known
   * @param cause null where it has returned nothing
   */
  public void add(String what, String method, Throwable cause) {
    long times = count(what + (cause == null ? "" : cause.getClass().getName()));
    if (times > 0) {
      String at = method.isEmpty() ? "" : " at " + cut(method);
      Log.foreign(
          what + " failed" + at + (times == 1 ? "" : " (" + times + " times so far)"), cause);
    }
  }

  private synchronized long count(String kind) {
    if (seldom == null) {
      seldom = new Seldom(); // most have none
    }
    return seldom.count(kind);
  }

  private static String cut(String method) {
    return method.length() <= MAX_METHOD_CHARS
        ? method
        : method.substring(0, MAX_METHOD_CHARS) + "…";
  }
}
