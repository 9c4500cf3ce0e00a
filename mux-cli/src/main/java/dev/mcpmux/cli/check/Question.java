package dev.mcpmux.cli.check;

/**
 * A request of the server's own.
 *
 * @param method which
 * @param during what ran then: the one request in flight, {@code several requests}, {@code start},
 *     or {@code nothing}
 */
record Question(String method, String during) {
  static final String START = "start";
  static final String NOTHING = "nothing";
  static final String SEVERAL = "several requests";

  /** Whether whose it is could be told, with one session's request in flight and no other. */
  boolean isOfOneCall() {
    return !during.equals(START) && !during.equals(NOTHING) && !during.equals(SEVERAL);
  }
}
