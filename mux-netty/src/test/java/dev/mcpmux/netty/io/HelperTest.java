package dev.mcpmux.netty.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HelperTest {

  private final BlockingQueue<Throwable> logged = new LinkedBlockingQueue<>();
  private final Helper helper = new Helper();
  private final Logger logger = Logger.getLogger("dev.mcpmux");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void end() {
    logger.removeHandler(handler);
    helper.shutdownNow();
  }

  @Test
  void what_a_task_throws_is_logged_whether_it_was_to_run_now_or_later() throws Exception {
    IllegalStateException now = new IllegalStateException("for this test: now");
    helper.execute(
        () -> {
          throw now;
        });

    assertThat(logged.poll(30, TimeUnit.SECONDS)).isSameAs(now);

    IllegalStateException later = new IllegalStateException("for this test: later");
    Runnable task =
        () -> {
          throw later;
        };
    helper.schedule(task, 1, TimeUnit.MILLISECONDS);

    assertThat(logged.poll(30, TimeUnit.SECONDS)).isSameAs(later);
  }
}
