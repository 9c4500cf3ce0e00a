package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** A daemon of a sandbox that listens on HTTP, on any free port; the sandbox ends it. */
final class HttpDaemon {

  private final Sandbox sandbox;
  private final String url;

  private HttpDaemon(Sandbox sandbox, String url) {
    this.sandbox = sandbox;
    this.url = url;
  }

  /**
   * @param config what {@code config.json} holds
   */
  static HttpDaemon start(Sandbox sandbox, Map<String, ?> config) throws Exception {
    Files.writeString(sandbox.home().resolve("config.json"), Json.text(config));
    List<String> command = sandbox.mcpmux("serve", "--http", "0");
    RawClient serve = sandbox.start(sandbox.builder(command, Map.of())).startReading();
    String ready = serve.next();
    assertThat(ready).contains("http://127.0.0.1:");
    return new HttpDaemon(sandbox, ready.substring(ready.indexOf("http://")));
  }

  String url(String path) {
    return url + path;
  }

  String token() throws Exception {
    return sandbox.output(sandbox.mcpmux("token")).strip();
  }
}
