package dev.mcpmux.cli.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HelloTest {

  @Test
  void it_names_the_server_the_directory_the_environment_and_the_process() {
    assertThat(
            line(new AttachOptions(null, "my \"server\"", null), new TreeMap<>(Map.of("A", "1"))))
        .isEqualTo(
            "{\"mcpmux\":1,\"attach\":{\"name\":\"my \\\"server\\\"\"},\"cwd\":\"/é\\\\\","
                + "\"env\":{\"A\":\"1\"},\"pid\":42}\n");
  }

  @Test
  void it_is_one_line_whatever_the_variables_hold() {
    assertThat(
            line(
                new AttachOptions(null, null, List.of("npx", "é\n")),
                new TreeMap<>(Map.of("E", "é\u001e\r\n\u0001", "EMPTY", ""))))
        .isEqualTo(
            "{\"mcpmux\":1,\"attach\":{\"command\":[\"npx\",\"é\\u000a\"]},\"cwd\":\"/é\\\\\","
                + "\"env\":{\"E\":\"é\\u001e\\u000d\\u000a\\u0001\",\"EMPTY\":\"\"},\"pid\":42}\n");
  }

  private static String line(AttachOptions options, Map<String, String> environment) {
    return new String(Hello.line(options, "/é\\", environment, 42).array(), UTF_8);
  }
}
