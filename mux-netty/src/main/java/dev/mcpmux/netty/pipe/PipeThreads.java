package dev.mcpmux.netty.pipe;

/** The threads that carry a child's pipes: small, named, and no reason for the JVM to stay. */
final class PipeThreads {

  private static final long STACK_BYTES = 192 * 1024;

  private PipeThreads() {}

  static void start(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }
}
