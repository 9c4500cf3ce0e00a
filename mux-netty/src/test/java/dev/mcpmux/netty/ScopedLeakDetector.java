package dev.mcpmux.netty;

import io.netty.util.LeakPresenceDetector;

/**
 * Counts the buffers of the running test in a scope of its own. The build names it to Netty, which
 * makes it by reflection.
 *
 * @param <T> the type of resource, as Netty wants it
 */
@SuppressWarnings("deprecation")
public final class ScopedLeakDetector<T> extends LeakPresenceDetector<T> {

  private static final ResourceScope OUTSIDE_OF_TESTS = new ResourceScope("outside of tests");
  private static volatile ResourceScope current = OUTSIDE_OF_TESTS;

  /** One of the constructors that Netty looks for. */
  public ScopedLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  /** Another one, which Netty prefers. */
  public ScopedLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
    super(resourceType, samplingInterval, maxActive);
  }

  public static ResourceScope begin(String test) {
    current = new ResourceScope(test);
    return current;
  }

  public static void end() {
    current = OUTSIDE_OF_TESTS;
  }

  @Override
  protected ResourceScope currentScope() {
    return current;
  }
}
