package dev.mcpmux.netty.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.port.SessionState;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Any text as what was kept of a session, and any session. */
class ResumeValueFuzz {

  @FuzzTest
  void what_is_written_is_read_and_what_is_read_is_written(FuzzedDataProvider data)
      throws Exception {
    if (data.consumeBoolean()) {
      sameAgain(state(data));
      return;
    }
    SessionState state;
    try {
      state = ResumeValue.read(data.consumeRemainingAsString());
    } catch (Hello.Refused e) {
      assertThat(e.reason()).isEqualTo("unknown-resume");
      return;
    }
    sameAgain(state);
  }

  private static void sameAgain(SessionState state) throws Exception {
    String value = ResumeValue.write(state);
    if (value == null) {
      return; // too long to be kept
    }
    assertThat(value.getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(ResumeValue.MAX_BYTES)
        .doesNotContain('\n', '\r');
    SessionState again =
        ResumeValue.read(
            new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    assertThat(again.greeting().initialize()).isEqualTo(state.greeting().initialize());
    assertThat(withoutBytes(again)).isEqualTo(withoutBytes(state));
  }

  private static SessionState withoutBytes(SessionState state) {
    return new SessionState(
        new SessionState.Greeting(null, state.greeting().version(), state.greeting().listChanged()),
        state.level(),
        state.subscriptions(),
        state.lists(),
        state.view());
  }

  private static SessionState state(FuzzedDataProvider data) {
    String initialize =
        "{\"protocolVersion\":" + FrameText.quoted(text(data)) + ",\"capabilities\":{}}";
    String version = text(data);
    String level = text(data);
    Set<String> changes = new TreeSet<>();
    for (int i = data.consumeInt(0, 3); i > 0; i--) {
      changes.add(text(data));
    }
    Map<String, String> subscriptions = pairs(data);
    return new SessionState(
        new SessionState.Greeting(initialize.getBytes(StandardCharsets.UTF_8), version, changes),
        level,
        subscriptions,
        pairs(data),
        text(data));
  }

  private static Map<String, String> pairs(FuzzedDataProvider data) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = data.consumeInt(0, 8); i > 0; i--) {
      pairs.put(text(data), text(data));
    }
    return pairs;
  }

  private static String text(FuzzedDataProvider data) {
    return data.consumeString(40);
  }
}
