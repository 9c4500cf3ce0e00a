package dev.mcpmux.netty.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MuxLoopTest {

  private final AtomicInteger failuresToCome = new AtomicInteger();
  private final BlockingQueue<Throwable> broken = new LinkedBlockingQueue<>();
  private final EventLoopGroup group = MuxLoop.group(executor -> new Failing(), broken::add);
  private final EventLoop loop = group.next();

  @AfterEach
  void end() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void an_error_in_the_middle_of_its_work_does_not_end_the_loop() throws Exception {
    failuresToCome.set(3);

    loop.submit(() -> {}).get(30, TimeUnit.SECONDS);
    Await.until("all have failed", () -> failuresToCome.get() <= 0);

    loop.submit(() -> {}).get(30, TimeUnit.SECONDS);
    assertThat(broken).isEmpty();
  }

  @Test
  void a_loop_that_does_nothing_but_fail_says_that_it_ends() throws Exception {
    failuresToCome.set(Integer.MAX_VALUE);

    loop.execute(() -> {});

    assertThat(broken.poll(30, TimeUnit.SECONDS)).isInstanceOf(OutOfMemoryError.class);
  }

  /** Fails as often as is wanted. */
  private final class Failing implements IoHandler {

    @Override
    public void initialize() {}

    @Override
    public int run(IoHandlerContext context) {
      if (failuresToCome.getAndDecrement() > 0) {
        throw new OutOfMemoryError("as the test wants it");
      }
      failuresToCome.set(0);
      return 0;
    }

    @Override
    public void prepareToDestroy() {}

    @Override
    public void destroy() {}

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return false;
    }
  }
}
