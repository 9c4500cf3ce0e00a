package dev.mcpmux.cli.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.MuxVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HelloTest {

  @Test
  void it_names_the_server_the_directory_the_environment_and_the_process() {
    assertThat(
            line(
                new AttachOptions(null, "my \"server\"", null, List.of()),
                new TreeMap<>(Map.of("A", "1"))))
        .isEqualTo(
            "{\"mcpmux\":1,\"attach\":{\"name\":\"my \\\"server\\\"\"},\"cwd\":\"/é\\\\\","
                + "\"env\":{\"A\":\"1\"},\"pid\":42,\"resumes\":1,\"build\":\""
                + MuxVersion.get()
                + "\"}\n");
  }

  @Test
  void it_is_one_line_whatever_the_variables_hold() {
    assertThat(
            line(
                new AttachOptions(null, null, List.of("npx", "é\n"), List.of()),
                new TreeMap<>(Map.of("E", "é\u001e\r\n\u0001", "EMPTY", ""))))
        .isEqualTo(
            "{\"mcpmux\":1,\"attach\":{\"command\":[\"npx\",\"é\\u000a\"]},\"cwd\":\"/é\\\\\","
                + "\"env\":{\"E\":\"é\\u001e\\u000d\\u000a\\u0001\",\"EMPTY\":\"\"},\"pid\":42,\"resumes\":1,\"build\":\""
                + MuxVersion.get()
                + "\"}\n");
  }

  @Test
  void without_a_server_it_asks_for_all_or_for_some_of_all() {
    assertThat(line(new AttachOptions(null, null, null, List.of()), Map.of()))
        .startsWith("{\"mcpmux\":1,\"attach\":{\"all\":true},\"cwd\"");
    assertThat(line(new AttachOptions(null, null, null, List.of("a", "b")), Map.of()))
        .startsWith("{\"mcpmux\":1,\"attach\":{\"all\":true,\"only\":[\"a\",\"b\"]},");
    assertThat(line(new AttachOptions(null, null, null, List.of(), null, true), Map.of()))
        .startsWith("{\"mcpmux\":3,\"attach\":{\"all\":true,\"view\":\"find\"},");
    assertThat(line(new AttachOptions(null, null, null, List.of(), "w", true), Map.of()))
        .startsWith("{\"mcpmux\":4,\"attach\":{\"all\":true,\"profile\":\"w\",\"view\":\"find\"},");
  }

  @Test
  void a_byte_that_is_not_utf8_is_an_escape_and_makes_it_version_2() {
    String name = line(new AttachOptions(null, null, null, List.of()), Map.of("N\udce9", "1"));
    String word =
        line(new AttachOptions(null, null, List.of("x", "caf\udce9"), List.of()), Map.of());

    assertThat(name).startsWith("{\"mcpmux\":2,\"attach\"").contains("\"N\\udce9\":\"1\"");
    assertThat(word).startsWith("{\"mcpmux\":2,\"attach\"").contains("\"caf\\udce9\"");
  }

  private static String line(AttachOptions options, Map<String, String> environment) {
    return new String(Hello.line(options, "/é\\", environment, 42, null).array(), UTF_8);
  }
}
