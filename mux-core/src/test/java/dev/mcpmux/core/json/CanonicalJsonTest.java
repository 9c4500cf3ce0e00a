package dev.mcpmux.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  private static final int DEPTH = 480;

  @Test
  void the_order_of_members_and_white_space_do_not_count() {
    assertThat(CanonicalJson.of(utf8(" {\"b\" : null, \"a\":[ 1 , {\"d\":\"xA\", \"c\":{ }} ] } ")))
        .isEqualTo(CanonicalJson.of(utf8("{\"a\":[1,{\"c\":{},\"d\":\"x\\u0041\"}],\"b\":null}")));
  }

  @Test
  void every_kind_of_value_is_written() {
    String canonical =
        "{\"a\":[],\"b\":{},\"c\":[1,-2.50,true,false,null,\"\\n\"],\"d\":{\"e\":{}}}";
    assertThat(CanonicalJson.of(utf8(canonical))).isEqualTo(canonical);
    assertThat(CanonicalJson.of(utf8("\"x\""))).isEqualTo("\"x\"");
  }

  @Test
  void a_member_that_comes_twice_comes_twice_and_the_last_counts() {
    byte[] json = utf8("{\"a\":1,\"b\":{\"z\":1,\"y\":2},\"a\":2}");
    assertThat(CanonicalJson.of(json)).isEqualTo("{\"a\":1,\"a\":2,\"b\":{\"y\":2,\"z\":1}}");
    assertThat(CanonicalJson.members(json)).isEqualTo(Map.of("a", "2", "b", "{\"y\":2,\"z\":1}"));
  }

  /** Each level once made a text of all that is within it: 480 times 5 MB. */
  @Test
  void a_deep_value_costs_no_more_than_a_flat_one_of_its_length() {
    byte[] deep = utf8(nested(5 << 20));
    CanonicalJson.of(deep); // what is loaded once does not count

    long atFirst = allocated();
    String canonical = CanonicalJson.of(deep);
    long cost = allocated() - atFirst;

    assertThat(canonical).hasSize(deep.length);
    assertThat(cost).as("bytes allocated").isLessThan(20L * deep.length);
  }

  private static String nested(int length) {
    return "{\"a\":".repeat(DEPTH) + "\"" + "x".repeat(length) + "\"" + "}".repeat(DEPTH);
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
