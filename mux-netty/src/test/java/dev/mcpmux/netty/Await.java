package dev.mcpmux.netty;

import java.util.concurrent.Callable;

/** Waits for something to become true, with a bound. */
public final class Await {

  private static final long MAX_NANOS = 20_000_000_000L;

  private Await() {}

  public static void until(String what, Callable<Boolean> condition) throws Exception {
    until(
        what,
        condition,
        () -> {
          throw new AssertionError("never came: " + what);
        });
  }

  /**
   * @param otherwise reports that it never became true
   */
  public static void until(String what, Callable<Boolean> condition, Runnable otherwise)
      throws Exception {
    long giveUpAt = System.nanoTime() + MAX_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() - giveUpAt > 0) {
        otherwise.run();
        return;
      }
      Thread.sleep(2);
    }
  }
}
