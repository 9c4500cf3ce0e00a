package dev.mcpmux.core.api.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import org.junit.jupiter.api.Test;

class SessionOptionsTest {
  private static final Json FULL = Json.parse("{\"roots\":{\"listChanged\":true}}");

  @Test
  void what_a_listener_declares_stands_beside_what_was_declared() {
    assertThat(
            SessionOptions.server("any")
                .capabilities(FULL)
                .listener(SessionListener.NONE, "roots", "sampling")
                .greeting()
                .get("capabilities"))
        .isEqualTo(Json.parse("{\"roots\":{\"listChanged\":true},\"sampling\":{}}"));
    assertThat(
            SessionOptions.server("any")
                .listener(SessionListener.NONE, "sampling")
                .capabilities(FULL)
                .greeting()
                .get("capabilities"))
        .isEqualTo(FULL);
  }
}
