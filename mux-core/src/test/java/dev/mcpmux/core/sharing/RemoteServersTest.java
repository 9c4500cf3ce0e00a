package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.sharing.ServerResolver.RefusedException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteServersTest {

  private static final Map<String, String> TOKEN = Map.of("Authorization", "Bearer ${TOKEN}");

  @Test
  void headers_are_resolved_from_the_session_and_part_of_the_key() throws Exception {
    ResolvedServer one = resolve("https://h/mcp", TOKEN, Map.of("TOKEN", "t1"));
    ResolvedServer same = resolve("https://h/mcp", TOKEN, Map.of("TOKEN", "t1", "OTHER", "x"));
    ResolvedServer other = resolve("https://h/mcp", TOKEN, Map.of("TOKEN", "t2"));

    assertThat(((RemoteLaunch) one.launch()).headers())
        .isEqualTo(Map.of("authorization", "Bearer t1"));
    assertThat(one.scope()).isEqualTo(Scope.GLOBAL);
    assertThat(key(one)).isEqualTo(key(same)).isNotEqualTo(key(other));
    assertThat(KeyDifference.explain(key(one), key(other)))
        .containsExactly("has other values of the header authorization");
  }

  @Test
  void nothing_that_is_printed_shows_a_secret() throws Exception {
    ResolvedServer server =
        resolve(
            "https://h/mcp?key=secret1",
            TOKEN,
            Map.of("TOKEN", "secret2", "https_proxy", "http://u:secret3@proxy:3128"));

    assertThat(server.launch().toString()).isEqualTo("https://h/mcp");
    assertThat(server.launch().program()).containsExactly("http", "https://h/mcp");
    assertThat(key(server).toString()).doesNotContain("secret");
  }

  @Test
  void what_variables_stand_for_in_the_url_and_the_headers_is_known_as_a_secret() throws Exception {
    ResolvedServer server =
        resolve(
            "https://h/${PLACE}/mcp?key=${KEY:-none}${EMPTY:-x}",
            Map.of("X", "${ONE}-${TWO}"),
            Map.of("PLACE", "a", "KEY", "b", "EMPTY", "", "ONE", "d", "TWO", "e", "OTHER", "c"));

    assertThat(((RemoteLaunch) server.launch()).secrets()).containsExactly("a", "b", "d", "e");
  }

  @Test
  void a_variable_in_place_of_a_text_is_no_part_of_the_key_and_a_users_name_no_secret()
      throws Exception {
    Map<String, String> header = Map.of("X", "${TOK:-x1} for ${USER}");
    ResolvedServer byDefault = resolve("https://h/mcp", header, Map.of("USER", "ann"));
    ResolvedServer set = resolve("https://h/mcp", header, Map.of("USER", "ann", "TOK", "x1"));
    ResolvedServer text = resolve("https://h/mcp", Map.of("X", "x1 for ann"), Map.of());

    assertThat(((RemoteLaunch) set.launch()).secrets()).containsExactly("x1");
    assertThat(key(set)).isEqualTo(key(byDefault)).isEqualTo(key(text));
    assertThat(set.launch()).hasSameHashCodeAs(text.launch());
  }

  @Test
  void what_keeps_two_apart_is_named_without_a_value() throws Exception {
    SharingKey one = key(resolve("https://h/mcp?key=1", Map.of("X", "1"), Map.of()));
    SharingKey query = key(resolve("https://h/mcp?key=2", Map.of(), Map.of()));
    SharingKey elsewhere =
        key(resolve("https://g/mcp", Map.of("X", "1"), Map.of("HTTPS_PROXY", "proxy:1")));

    assertThat(KeyDifference.explain(one, query))
        .containsExactly("has another query in its URL", "has, unlike the other, the header x");
    assertThat(KeyDifference.explain(one, elsewhere))
        .containsExactly("is at https://h/mcp, not at https://g/mcp", "goes through another proxy");
  }

  @Test
  void users_of_a_proxy_that_differ_in_a_byte_are_two() throws Exception {
    SharingKey one = throughProxy("http://u:caf%E9@proxy:1");

    assertThat(throughProxy("http://u:caf%e9@proxy:1")).isEqualTo(one);
    assertThat(throughProxy("http://u:caf%E8@proxy:1")).isNotEqualTo(one);
    assertThat(throughProxy("http://u:caf%40x@proxy:1")).isNotEqualTo(one);
  }

  private static SharingKey throughProxy(String proxy) throws Exception {
    return key(resolve("https://h/mcp", Map.of(), Map.of("HTTPS_PROXY", proxy)));
  }

  @Test
  void bytes_that_are_not_utf8_go_into_no_url_and_no_header() {
    assertThatThrownBy(() -> resolve("https://h/${K}", Map.of(), Map.of("K", "\udce9")))
        .hasMessage("server \"far\": its url has bytes that are not UTF-8");
    assertThatThrownBy(() -> resolve("https://h/", TOKEN, Map.of("TOKEN", "\udce9")))
        .hasMessageContaining("Authorization");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://h/",
        "https://",
        "https:///x",
        "no url",
        "https://user:pw@h/",
        "https://h h"
      })
  void a_url_that_cannot_be_used_refuses_the_session_without_showing_it(String url) {
    assertThatThrownBy(() -> resolve("${URL}", Map.of(), Map.of("URL", url)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.why().reason()).isEqualTo("unusable-server");
              assertThat(refused.why().message()).startsWith("server \"far\": its url ");
              assertThat(refused.why().message()).doesNotContain("pw");
            });
  }

  @Test
  void a_header_cannot_smuggle_another() {
    assertThatThrownBy(() -> resolve("https://h/", TOKEN, Map.of("TOKEN", "secret\r\nX-Admin: 1")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("Authorization")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> resolve("https://h/", Map.of("A:b", "x"), Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("A:b");
  }

  @Test
  void a_missing_variable_refuses_the_session() {
    assertThatThrownBy(() -> resolve("https://h/", TOKEN, Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("needs the variable TOKEN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          https://h.example.com/ | https_proxy=http://p:3128                     | http://p:3128
          https://h.example.com/ | HTTPS_PROXY=p                                 | http://p:80
          https://h.example.com/ | HTTP_PROXY=p                                  | -
          http://h.example.com/  | HTTP_PROXY=http://u:w@p:1/                    | http://u:w@p:1
          https://h.example.com/ | ALL_PROXY=p:2                                 | http://p:2
          https://h.example.com/ | https_proxy=a:1;HTTPS_PROXY=b:1               | http://a:1
          https://h.example.com/ | https_proxy=p:1;no_proxy=example.com          | -
          https://h.example.com/ | https_proxy=p:1;NO_PROXY=x, .example.com      | -
          https://h.example.com/ | https_proxy=p:1;NO_PROXY=*                    | -
          https://h.example.com/ | https_proxy=p:1;NO_PROXY=ample.com            | http://p:1
          https://h.example.com/ | https_proxy=p:1;NO_PROXY=h.example.com:8443   | http://p:1
          https://h.example.com:8443/ | https_proxy=p:1;NO_PROXY=h.example.com:8443 | -
          http://localhost:3000/ | http_proxy=p:1                                | -
          http://127.0.0.1/      | http_proxy=p:1                                | -
          http://[::1]:3000/     | http_proxy=p:1                                | -
          """)
  void the_environment_names_the_proxy(String url, String variables, String proxy)
      throws Exception {
    Map<String, String> environment = new java.util.HashMap<>();
    for (String variable : variables.split(";")) {
      environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
    }

    RemoteLaunch launch = (RemoteLaunch) resolve(url, Map.of(), environment).launch();

    assertThat(launch.proxy()).isEqualTo(Optional.ofNullable(proxy).map(URI::create));
  }

  @Test
  void a_proxy_that_is_not_understood_refuses_the_session_without_showing_it() {
    assertThatThrownBy(
            () -> resolve("https://h/", Map.of(), Map.of("ALL_PROXY", "socks5://u:secret@p:1")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("all_proxy")
        .hasMessageNotContaining("secret");
  }

  private static ResolvedServer resolve(
      String url, Map<String, String> headers, Map<String, String> environment)
      throws RefusedException {
    ServerConfig config =
        new ServerConfig(
            "far",
            new LaunchTemplate.Remote(RemoteKind.HTTP, url, headers, Optional.empty()),
            SharingPolicy.defaults(),
            LifePolicy.defaults(),
            ToolFilter.none());
    SessionHello hello = new SessionHello(new Target.Named("far"), "/p", environment);
    return ServerResolver.resolve(
        1,
        hello,
        new MuxConfig(Map.of("far", config), Limits.defaults()),
        SharingRules.shipped(),
        Set.of());
  }

  private static SharingKey key(ResolvedServer server) {
    return SharingKeys.key(server, Given.named().declaration(), 1, Set.of(), Optional.empty());
  }
}
