package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.BeforeAll;

/** Any text as the config file. */
class ConfigFileFuzz {

  /** Of the processor's time: the machine may have other work. */
  private static final Duration BOUND = Duration.ofSeconds(2);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A line and a column, or a server. */
  private static final Condition<String> NAMES_THE_PLACE =
      new Condition<>(
          message -> message.matches("(?s)(config\\.json:\\d+:\\d+: |mcpServers\\.).+"),
          "names the place");

  @BeforeAll
  static void loadClasses() throws Exception {
    ConfigFile.parse("config.json", "{\"mcpServers\":{\"a\":{\"command\":\"x\"}},\"limits\":{}}");
  }

  @FuzzTest
  @DictionaryEntries({
    "{\"mcpServers\":{\"a\":{",
    "\"command\":\"",
    "\"args\":[\"",
    "\"env\":{\"A\":\"${A:-b}\"}",
    "\"type\":\"http\",\"url\":\"https://",
    "\"headers\":{\"",
    "\"share\":\"session\"",
    "\"disabled\":true",
    "\"tools\":{\"",
    "\"cwd\":\"",
    "\"idleTimeout\":\"10m\"",
    "\"limits\":{\"maxFrameBytes\":",
    "\"http\":{\"listen\":\"127.0.0.1:1\"",
    "\"wellKnownServers\":{",
    "\"sessionEnv\":{",
    "\"fallback\":\"fail\"",
    "\"separator\":\"__\"",
    "\"find\":{\"pinned\":[\"a/b\"],\"model\":\"/m.jar\"}",
    "/*",
    "//"
  })
  void a_file_is_a_config_or_an_error_that_names_the_place(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      ConfigFile config = ConfigFile.parse("config.json", text);
      check(config.errors());
      check(config.warnings());
      assertThat(config.errors()).containsAll(config.off());
    } catch (ConfigException e) {
      assertThat(e.messages()).isNotEmpty();
      check(e.messages());
      check(e.warnings());
    }
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start)).isLessThan(BOUND);
  }

  private static void check(List<String> messages) {
    assertThat(messages)
        .are(NAMES_THE_PLACE)
        .allSatisfy(message -> assertThat(message).doesNotContainPattern("\\p{Cntrl}"));
  }
}
