package dev.mcpmux.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mcpmux.core.config.CachePolicy;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.script.Frames;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultCacheTest {
  private static final String LONG = "x".repeat(1_000_000);

  private final ResultCache cache = new ResultCache(new CachePolicy(List.of("look"), 60_000));

  private static FrameView call(String argument) {
    return Frames.scan(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"look\","
            + "\"arguments\":{\"a\":\""
            + argument
            + "\"}}}");
  }

  private static FrameView result(String text) {
    return Frames.scan("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"" + text + "\"}}");
  }

  private static long allocatedBy(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    work.run();
    long before = threads.getThreadAllocatedBytes(thread);
    work.run();
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  private CachedCall sent() {
    CachedCall call = cache.call(call("a"));
    cache.sent(call);
    return call;
  }

  @Test
  void tools_that_match_and_only_say_that_they_read_are_named_in_the_status() {
    ResultCache patterns = new ResultCache(new CachePolicy(List.of("read_*", "read_named"), 1));
    String list =
        """
        {"jsonrpc":"2.0","id":1,"result":{"tools":[
        {"name":"read_b","annotations":{"readOnlyHint":true}},
        {"name":"read_a","annotations":{"readOnlyHint":true,"idempotentHint":false}},
        {"name":"read_named","annotations":{"readOnlyHint":true}},
        {"name":"read_kept","annotations":{"readOnlyHint":true,"idempotentHint":true}},
        {"name":"read_and_write","annotations":{"readOnlyHint":false}},
        {"name":"other","annotations":{"readOnlyHint":true}}]}}""";
    patterns.listed(Frames.scan(list.replace("\n", "")), 1, true);

    assertThat(patterns.status(0).unmarked()).containsExactly("read_a", "read_b");
    assertThat(cache.status(0).unmarked()).isEmpty();
  }

  @Test
  void what_is_too_long_to_be_kept_is_not_copied() {
    FrameView call = call(LONG);
    FrameView result = result(LONG);

    assertThat(allocatedBy(() -> cache.call(call))).isLessThan(100_000);
    assertThat(allocatedBy(() -> cache.answered(sent(), result, 0, 10, 500_000)))
        .isLessThan(100_000);
  }

  @Test
  void what_is_kept_is_copied_once_when_it_comes_and_once_when_it_is_given() {
    FrameView result = result(LONG);

    assertThat(allocatedBy(() -> cache.answered(sent(), result, 0, 10, 2_000_000)))
        .isBetween(1_000_000L, 1_200_000L);
    assertThat(allocatedBy(() -> cache.find(sent(), 0))).isBetween(1_000_000L, 1_200_000L);
  }
}
