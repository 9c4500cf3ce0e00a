package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyLogTest {

  private final InternalLoggerFactory before = InternalLoggerFactory.getDefaultFactory();
  private final Logger ours = Logger.getLogger("dev.mcpmux");
  private final List<LogRecord> written = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          written.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @AfterEach
  void restore() {
    ours.removeHandler(handler);
    InternalLoggerFactory.setDefaultFactory(before);
  }

  @Test
  void a_warning_of_netty_goes_into_our_log_with_its_cause() {
    ours.addHandler(handler);
    NettyLog.use();
    InternalLogger netty = InternalLoggerFactory.getInstance("io.netty.Some");
    Throwable cause = new OutOfMemoryError("as the test wants it");

    netty.warn("a task raised {} in {}", "something", "x", cause);
    netty.error("failed: {}", "y");
    netty.info("nothing that concerns anybody");

    assertThat(written)
        .extracting(LogRecord::getMessage)
        .containsExactly("io.netty.Some: a task raised something in x", "io.netty.Some: failed: y");
    assertThat(written.get(0).getThrown()).isSameAs(cause);
  }
}
