package dev.mcpmux.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.script.Frames;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheMarkTest {
  private static final String KEPT =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[\"%s\"],"
          + "\"_meta\":{\"a\":1,\"dev.mcpmux/cache\":{\"ageMillis\":1500}}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"_meta\":{\"dev.mcpmux/cache\":{\"ageMillis\":0}}} | 0",
        "{\"_meta\" : { \"dev.mcpmux/cache\" : {\"ageMillis\": 12 } } } | 12",
        "{\"_meta\":{\"dev.mcpmux/cache\":{\"ageMillis\":\"12\"}}} | -1",
        "{\"_meta\":{\"dev.mcpmux/cache\":false}} | -1",
        "{\"_meta\":[]} | -1",
        "{} | -1",
        "[] | -1",
      })
  void it_is_read_where_it_is_said(String result, long age) {
    String frame = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";

    assertThat(CacheMark.ageMillis(Frames.scan(frame))).isEqualTo(age);
  }

  @Test
  void it_is_read_wherever_the_frame_lies() {
    byte[] frame = ("  " + KEPT.formatted("x")).getBytes(StandardCharsets.UTF_8);
    ByteBuffer slice = ByteBuffer.wrap(frame).slice(1, frame.length - 1);
    for (ByteBuffer bytes : new ByteBuffer[] {slice, slice.asReadOnlyBuffer()}) {
      FrameScanner scanner = new FrameScanner();
      scanner.finish(bytes, 1, bytes.limit());

      assertThat(CacheMark.ageMillis(scanner.view())).isEqualTo(1500);
    }
  }

  @Test
  void it_is_read_without_a_copy_of_the_result() {
    FrameView frame = Frames.scan(KEPT.formatted("x".repeat(1_000_000)));
    CacheMark.ageMillis(frame);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

    CacheMark.ageMillis(frame);

    assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
        .isLessThan(100_000);
  }
}
