package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.output.NoiseLog;
import dev.mcpmux.netty.output.ServerLogs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What reaches nobody leaves a line. */
@ParameterizedClass
@EnumSource(Transport.class)
class DroppedIsLoggedTest extends EndToEnd {

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Logger logger = Logger.getLogger("dev.mcpmux");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry.getMessage());
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
  }

  @Test
  void an_answer_to_nothing_is_said_the_first_and_the_tenth_time() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);

    for (int i = 0; i < 12; i++) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":9" + (i % 10) + ",\"result\":{}}");
    }
    client.send(call("1", "echo", "\"a\":1", null));
    client.line();

    assertThat(logged.stream().filter(line -> line.contains("dropped")))
        .satisfiesExactly(
            first -> assertThat(first).matches("session 1: dropped response, \\d+ bytes: .*[^)]"),
            tenth -> assertThat(tenth).endsWith(" (10 times by now)"));
  }

  @Test
  void lines_of_a_server_that_come_faster_than_the_disk_takes_them_are_counted() throws Exception {
    Helper helper = new Helper();
    CountDownLatch slow = new CountDownLatch(1);
    Runnable waits =
        () -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    for (int i = 0; i < 64; i++) {
      helper.execute(waits);
    }
    NoiseLog noise = new NoiseLog(new ServerLogs(directory), helper);
    FrameScanner scanner = new FrameScanner();
    byte[] line = "a banner".getBytes(StandardCharsets.UTF_8);
    scanner.finish(ByteBuffer.wrap(line), 0, line.length);

    for (int i = 0; i < 300; i++) {
      noise.add("s", 7, scanner.view());
    }
    slow.countDown();

    Await.until("all are written", () -> lines().size() == 257);
    assertThat(lines().get(1))
        .endsWith(" 7 mcpmux: lines of servers that came too fast are lost: 44");
    helper.shutdownNow();
  }

  private List<String> lines() throws Exception {
    return Files.exists(directory.resolve("s.log"))
        ? Files.readAllLines(directory.resolve("s.log"))
        : List.of();
  }
}
