package dev.mcpmux.netty;

import dev.mcpmux.netty.io.Buffers;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector.ResourceScope;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a buffer unreleased, and shows where it was made. Netty's own leak
 * detection only logs, and only when the garbage collector happens to run.
 */
public final class NoLeaks implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

  private static final String PROPERTY = "io.netty.customResourceLeakDetector";

  private ResourceScope scope;

  @Override
  public void beforeAll(ExtensionContext context) {
    String detector = ScopedLeakDetector.class.getName();
    if (!detector.equals(System.getProperty(PROPERTY))) {
      throw new IllegalStateException("run with -D" + PROPERTY + "=" + detector);
    }
    // what these make when they are loaded belongs to no test
    ByteBufAllocator.DEFAULT.buffer(1).release();
    Buffers.ALLOCATOR.buffer(1).release();
    Unpooled.wrappedBuffer(new byte[1]).release();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    scope = ScopedLeakDetector.begin(context.getDisplayName());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    // a reader thread may be just about to see that its channel has closed
    Await.until("all buffers are released", () -> !scope.hasOpenResources(), () -> {});
    ScopedLeakDetector.end();
    scope.close();
  }
}
