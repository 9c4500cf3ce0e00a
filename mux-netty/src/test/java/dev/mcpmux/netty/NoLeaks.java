package dev.mcpmux.netty;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a buffer unreleased. Netty's own leak detection only logs, and only when
 * the garbage collector happens to run; this one counts. The build selects it by a system property.
 */
final class NoLeaks implements BeforeAllCallback, AfterEachCallback {

  private static final String PROPERTY = "io.netty.customResourceLeakDetector";

  @Override
  public void beforeAll(ExtensionContext context) {
    if (!LeakPresenceDetector.class.getName().equals(System.getProperty(PROPERTY))) {
      throw new IllegalStateException(
          "run with -D" + PROPERTY + "=" + LeakPresenceDetector.class.getName());
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    // a reader thread may be just about to see that its channel has closed
    Await.until(
        "all buffers are released",
        () -> {
          try {
            LeakPresenceDetector.check();
            return true;
          } catch (IllegalStateException leak) {
            return false;
          }
        },
        LeakPresenceDetector::check);
  }
}
