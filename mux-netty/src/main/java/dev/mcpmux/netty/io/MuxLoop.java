package dev.mcpmux.netty.io;

import dev.mcpmux.netty.log.Log;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The event loop. Netty's own ends with the first {@link Error} that a handle lets through, and
 * nobody is told: sockets and locks are still held, and nothing is served ever again. This one goes
 * on, and says so when it cannot.
 */
public final class MuxLoop extends SingleThreadIoEventLoop {

  /** What fails so often, with nothing done in between, does so for ever. */
  private static final int MAX_FAILURES = 16;

  private final Consumer<Throwable> whenBroken;
  private int failures;
  private boolean closesAll;

  private MuxLoop(
      IoEventLoopGroup parent,
      Executor executor,
      IoHandlerFactory handler,
      Consumer<Throwable> whenBroken) {
    super(parent, executor, handler);
    this.whenBroken = whenBroken;
  }

  /**
   * A group of one such loop.
   *
   * @param whenBroken told why the loop has ended by itself, on its thread, as the last thing there
   */
  public static MultiThreadIoEventLoopGroup group(
      IoHandlerFactory handler, Consumer<Throwable> whenBroken) {
    return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("mcpmux-loop"), handler) {
      @Override
      protected IoEventLoop newChild(Executor executor, IoHandlerFactory of, Object... none) {
        return new MuxLoop(this, executor, of, whenBroken);
      }
    };
  }

  @Override
  protected void run() {
    try {
      super.run();
    } catch (RuntimeException | Error e) {
      whenBroken.accept(e);
      throw e;
    }
  }

  /**
   * Goes round once more when it is told to end. Netty closes what is open in the round after that,
   * and without a quiet period there is none if the loop itself has said it: channels would stay
   * open for ever, and nobody would be told that they have gone.
   */
  @Override
  protected boolean confirmShutdown() {
    if (isShuttingDown() && !closesAll) {
      closesAll = true;
      execute(() -> {}); // so that the round does not wait
      return false;
    }
    return super.confirmShutdown();
  }

  @Override
  protected int runIo() {
    try {
      int handled = super.runIo();
      failures = 0;
      return handled;
    } catch (RuntimeException | Error e) {
      if (++failures > MAX_FAILURES) {
        throw e;
      }
      Log.bug("the event loop goes on after a failure", e);
      return 0;
    }
  }
}
