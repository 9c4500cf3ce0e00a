package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in env, arguments, headers and bodies are shown nowhere and kept in no file. */
class PlantedSecretsIT {

  private static final String SECRET = "s3cr3t";

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void use() throws Exception {
    mcpmux = new Installation(directory).with("SESSION_TOKEN", SECRET + "-session");
    mcpmux.config(
        """
        {"tap":{"history":500},"mcpServers":{
          "it":{"command":"%1$s","args":["sample-server","--token=%2$s-arg","%2$s-word"],
                "env":{"API_KEY":"%2$s-env","FROM_SESSION":"${SESSION_TOKEN}"}},
          "away":{"url":"http://user:%2$s-user@127.0.0.1:9/mcp?key=%2$s-query",
                  "headers":{"Authorization":"Bearer %2$s-header","X-From":"${SESSION_TOKEN}"}},
          "broken":{"command":"/no/such/%1$s","args":["%2$s-broken"],"env":{"K":"%2$s-env2"}}}}
        """
            .formatted(Installation.MCPMUX, SECRET));
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    assertThat(client.call(1, "whoami", "{\"variable\":\"FROM_SESSION\"}"))
        .contains(SECRET + "-session", SECRET + "-arg");
    client.call(2, "echo", "{\"text\":\"" + SECRET + "-body\"}");
    client.call(3, "fail", "{\"text\":\"" + SECRET + "-failure\"}");
    client.call(4, "add", "{\"a\":\"" + SECRET + "-wrong\"}");
    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"slow\","
            + "\"arguments\":{\"steps\":100,\"delayMs\":1000,\"key\":\""
            + SECRET
            + "-open\"}}}");
    for (String other : List.of("away", "broken")) {
      mcpmux.start("attach", other).send(Client.INITIALIZE).readLine();
    }
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void no_secret_stands_on_any_surface_or_in_any_file() throws Exception {
    SoftAssertions all = new SoftAssertions();
    for (String server : List.of("it", "away", "broken")) {
      for (Surfaces.Surface surface : Surfaces.of(mcpmux, directory, server)) {
        if (!server.equals("it") && !surface.name().contains(server)) {
          continue; // as with the first
        }
        String shown = surface.look().take();
        all.assertThat(shown).as("%s, with %s", surface.name(), server).doesNotContain(SECRET);
        if (server.equals("it")) { // nothing was ever on the wire of the others
          all.assertThat(shown).as(surface.name()).isNotBlank();
        }
      }
    }
    mcpmux.end();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(PlantedSecretsIT::isShown).toList()) {
        all.assertThat(file.toString()).doesNotContain(SECRET);
        all.assertThat(contents(file)).as(file.toString()).doesNotContain(SECRET);
      }
    }
    all.assertAll();
  }

  /** The config has them, and what a session runs by itself where there is no daemon. */
  private static boolean isShown(Path file) {
    return !file.endsWith("config.json") && !file.toString().contains("/fallback/");
  }

  private static String contents(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : "";
  }
}
