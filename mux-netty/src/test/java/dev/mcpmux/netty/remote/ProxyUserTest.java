package dev.mcpmux.netty.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.port.RemoteLaunch;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProxyUserTest {

  @Test
  void a_proxy_is_told_its_user_to_the_byte() {
    assertThat(told("u:caf%E9%3a")).isEqualTo("u:café:");
    assertThat(told("u:caf%C3%A9")).isEqualTo(new String("u:café".getBytes(UTF_8), ISO_8859_1));
  }

  private static String told(String user) {
    RemoteLaunch launch =
        new RemoteLaunch(
            RemoteKind.HTTP,
            URI.create("https://h/"),
            new TreeMap<>(),
            new RemoteLaunch.Way(
                Optional.of(URI.create("http://" + user + "@proxy:1")), Optional.empty()),
            new TreeSet<>());
    String header = Connector.proxyAuthorization(launch).orElseThrow();
    assertThat(header).startsWith("Basic ");
    return new String(Base64.getDecoder().decode(header.substring(6)), ISO_8859_1);
  }
}
