package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.config.HttpConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The config's {@code http}, and {@code serve --http}. */
class HttpSettingsTest {

  private static HttpSettings read(String http) throws ConfigException {
    return ConfigFileTest.rightOnly("c.json", "{\"http\": " + http + "}").http();
  }

  @Test
  void it_listens_nowhere_unless_somebody_says_so() throws Exception {
    assertThat(read("{}").resolve(null)).isEmpty();
    assertThat(read("{}").resolve("7337").orElseThrow().address())
        .isEqualTo(new InetSocketAddress("127.0.0.1", 7337));
  }

  @Test
  void what_stands_in_the_config_holds_and_the_option_goes_before_the_address() throws Exception {
    HttpSettings settings =
        read(
            """
            {
              "listen": "0.0.0.0:80",
              "tls": {"cert": "/c.pem", "key": "/k.pem"},
              "allowedHosts": ["MCP.example"],
              "allowedOrigins": ["https://Pages.example"],
              "root": "/src/project/",
              "limits": {"maxBodyBytes": 5, "drainMillis": 7}
            }
            """);

    HttpConfig config = settings.resolve(null).orElseThrow();
    assertThat(config.address()).isEqualTo(new InetSocketAddress("0.0.0.0", 80));
    assertThat(config.token()).isTrue();
    assertThat(config.tls()).contains(new HttpConfig.Tls(Path.of("/c.pem"), Path.of("/k.pem")));
    assertThat(config.allowedHosts()).containsExactly("mcp.example");
    assertThat(config.allowedOrigins()).containsExactly("https://pages.example");
    assertThat(config.root()).contains(Path.of("/src/project"));
    assertThat(config.limits().maxBodyBytes()).isEqualTo(5);
    assertThat(config.limits().drainMillis()).isEqualTo(7);
    assertThat(settings.resolve("[::1]:9").orElseThrow().address())
        .isEqualTo(new InetSocketAddress("::1", 9));
  }

  @Test
  void nobody_is_let_in_without_a_token_from_elsewhere() throws Exception {
    HttpSettings open = read("{\"auth\": \"none\"}");

    assertThat(open.resolve("127.0.0.1:80").orElseThrow().token()).isFalse();
    assertThatThrownBy(() -> open.resolve("0.0.0.0:80"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("auth \"none\" is possible on a loopback address only");
    assertThatThrownBy(() -> open.resolve("nonsense"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected HOST:PORT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"listen\": \"localhost\"}          | http.listen: expected HOST:PORT",
        "{\"listen\": 80}                     | http.listen: expected a string",
        "{\"auth\": \"basic\"}                | http.auth: expected \"token\" or \"none\"",
        "{\"tls\": {\"cert\": \"/c.pem\"}}    | http.tls: expected both cert and key",
        "{\"tls\": {\"cert\": \"c.pem\"}}     | http.tls.cert: expected an absolute path",
        "{\"root\": \"src\"}                  | http.root: expected an absolute path",
        "{\"root\": \"/src/..\"}              | http.root: expected a path without . and ..",
        "{\"limits\": {\"drainMillis\": -1}}  | http.limits.drainMillis: expected a whole number"
      })
  void what_is_wrong_is_said_with_its_place(String http, String message) {
    assertThatThrownBy(() -> read(http)).hasMessageContaining(message);
  }
}
