package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.port.RemoteLaunch;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

class WordsTest {

  private final Words words =
      new Words(
          new RemoteLaunch(
              RemoteKind.HTTP,
              URI.create("https://h/place-1/mcp?key=query-1&x="),
              new TreeMap<>(Map.of("authorization", "Bearer header-1", "x-short", "abc")),
              new RemoteLaunch.Way(
                  Optional.of(URI.create("http://user:proxy-1@proxy:3128")), Optional.empty()),
              new TreeSet<>(List.of("place-1"))));

  @Test
  void a_terminal_obeys_nothing_of_them() {
    assertThat(words.shown("a\u001b[31mb\u009b1m\u202Ec\u2066d\r\ne\u2028f\u0000"))
        .isEqualTo("a?[31mb?1m?c?d e f?");
    assertThat(words.shown("größer 日本 \uD83D\uDE00 \uD83D")).isEqualTo("größer 日本 \uD83D\uDE00 ?");
  }

  @Test
  void they_are_not_endless() {
    assertThat(words.shown("\uD83D\uDE00".repeat(400)))
        .isEqualTo("\uD83D\uDE00".repeat(300) + "...");
  }

  @Test
  @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
  void however_many_there_are_they_are_read_once() {
    assertThat(words.shown("a-".repeat(500_000) + "key=")).isEqualTo("a-".repeat(150) + "...");
    assertThat(words.shown("eyJhbGciOiJI" + ".".repeat(500_000))).isEqualTo("***");
  }

  @Test
  void what_the_server_was_given_is_hidden() {
    assertThat(words.shown("Bearer header-1, header-1, query-1, proxy-1, /place-1/, abc"))
        .isEqualTo("***, ***, ***, ***, /***/, abc");
  }

  @Test
  void what_looks_like_a_secret_is_hidden() {
    assertThat(words.shown("Bearer abcdefgh1 and eyJhbGciOiJI.eyJzdWIi.c2ln and sk-1234567890abc"))
        .isEqualTo("Bearer *** and *** and ***");
    assertThat(words.shown("?api_key=12345678&x=1")).isEqualTo("?api_key=***&x=1");
    assertThat(words.shown("X-Token=abcdef and SECRET=1234, key=123"))
        .isEqualTo("X-Token=*** and SECRET=***, key=123");
    assertThat(words.shown("Bearer authentication is required"))
        .isEqualTo("Bearer authentication is required");
  }

  @Test
  void the_session_is_hidden_as_soon_as_it_has_a_name() {
    words.hide("session-1");

    assertThat(words.shown("Session not found: session-1")).isEqualTo("Session not found: ***");
  }

  @Test
  void a_secret_is_not_put_together_again_by_what_is_left_out() {
    assertThat(words.shown("head\u0000er-1")).isEqualTo("head?er-1");
  }
}
