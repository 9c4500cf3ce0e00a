package dev.mcpmux.netty.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpmux.core.port.SessionState;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeValueTest {

  private static final String INITIALIZE = "{\"capabilities\":{\"x\":1.50},\"a\":\"\\n\u00e9\"}";

  @Test
  void what_was_written_is_read_again() throws Exception {
    SessionState state =
        new SessionState(
            new SessionState.Greeting(
                INITIALIZE.getBytes(UTF_8), "2025-06-18", Set.of("prompts", "tools")),
            "debug",
            Map.of("x:/\u2028\"\n", "one"),
            Map.of("tools/list", "1f-2"),
            "find");

    SessionState read = ResumeValue.read(ResumeValue.write(state));

    assertThat(new String(read.greeting().initialize(), UTF_8)).isEqualTo(INITIALIZE);
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("greeting.initialize")
        .isEqualTo(state);
  }

  @Test
  void a_value_is_one_line_whatever_the_client_wrote() throws Exception {
    String value = ResumeValue.write(initialized("{\n\t\"a\":\r 1}"));

    assertThat(value.chars()).allMatch(c -> c >= ' ');
    assertThat(ResumeValue.read(value).greeting().initialize()).asString(UTF_8).contains("\"a\":");
  }

  @Test
  void what_is_too_long_is_not_kept() {
    assertThat(ResumeValue.write(initialized("{\"a\":\"" + "x".repeat(65_000) + "\"}")))
        .isNotNull();
    assertThat(ResumeValue.write(initialized("{\"a\":\"" + "x".repeat(65_536) + "\"}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{'v':1}",
        "{'v':2,'initialize':{}}",
        "{'v':1,'initialize':[]}",
        "{'v':1,'initialize':{}} {}",
        "{'v':1,'initialize':{},'level':7}",
        "{'v':1,'initialize':{},'lists':[]}",
        "{'v':1,'initialize':{},'subscriptions':{'x':{}}}",
        "{'v':1,'initialize':{}",
        "{'v':1,\n'initialize':{}}"
      })
  void what_is_no_value_of_this_version_is_refused_by_name(String value) {
    Hello.Refused refused =
        catchThrowableOfType(Hello.Refused.class, () -> ResumeValue.read(value.replace('\'', '"')));

    assertThat(refused.reason()).isEqualTo("unknown-resume");
    assertThat(refused).hasMessageContaining("cannot resume the session: ");
  }

  private static SessionState initialized(String params) {
    return new SessionState(
        new SessionState.Greeting(params.getBytes(UTF_8), "", Set.of()), "", Map.of(), Map.of());
  }
}
