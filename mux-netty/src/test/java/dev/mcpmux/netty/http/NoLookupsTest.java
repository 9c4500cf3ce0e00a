package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever depends on a disk that cannot be asked is refused in words, and nothing else. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class NoLookupsTest extends HttpEndToEnd {

  @BeforeEach
  void startWithoutLookups() throws Exception {
    Limits limits = limits(Map.of("maxLookups", 0));
    start(HttpConfig.on(new InetSocketAddress("127.0.0.1", 0)), limits);
  }

  @Test
  void a_relay_is_told_that_its_project_cannot_be_looked_up() throws Exception {
    assertThatThrownBy(() -> attach(ECHO))
        .hasMessageContaining("lookup-failed")
        .hasMessageContaining("the project of " + directory + ": lookups: 1 (limit: 0)");
  }

  @Test
  void a_client_over_http_is_told_so_too() throws Exception {
    Response response = exchange(post("/mcp/echo?root=/a", null, initialize()));

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("root: /a: lookups: 1 (limit: 0)");
  }

  @Test
  void a_server_is_not_started_from_there() throws Exception {
    Response response = exchange(post("/mcp/echo", null, initialize()));

    assertThat(response.body())
        .contains(
            "could not be started: looking for its program and directory: lookups: 1 (limit: 0)");
  }
}
