package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportAndExportTest {

  private static final String CONFIG = ".config/mcpmux/config.json";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.empty(temporary);
  }

  private String take(String text) throws IOException {
    return home.print(
        out ->
            new Import(home.host(), TestHome.options(Options.Mode.MOVE), null, out, out)
                .run(home.path("some-file"), text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mcpServers\": {\"x\": {\"command\": \"a\", \"args\": [\"b\"]}}}",
        "{\"servers\": {\"x\": {\"type\": \"stdio\", \"command\": \"a\", \"args\": [\"b\"]}}}",
        "{\"mcp\": {\"x\": {\"type\": \"local\", \"command\": [\"a\", \"b\"]}}}",
        "{\"mcp\": {\"servers\": {\"x\": {\"type\": \"local\", \"command\": [\"a\", \"b\"]}}}}",
        "{\"context_servers\": {\"x\": {\"command\": {\"path\": \"a\", \"args\": [\"b\"]}}}}",
        "{\"amp.mcpServers\": {\"x\": {\"command\": \"a\", \"args\": [\"b\"]}}}",
        "{\"x\": {\"command\": \"a\", \"args\": [\"b\"]}}",
        "[mcp_servers.x]\ncommand = \"a\"\nargs = [\"b\"]\n",
        "extensions:\n  x:\n    type: stdio\n    cmd: a\n    args: [b]\n    env_keys: []\n",
        "mcpServers:\n- name: x # mine\n  command: a\n  args:\n    - b\n",
      })
  void serversInTheFormatOfAnyClientAreTaken(String text) throws IOException {
    take(text);

    assertThat(home.read(CONFIG).replaceAll("\\s", ""))
        .isEqualTo("{\"mcpServers\":{\"x\":{\"command\":\"a\",\"args\":[\"b\"]}}}");
  }

  @Test
  void credentialsAreTakenAndNotPrinted() throws IOException {
    String screen =
        take(
            "{\"mcpServers\": {\"x\": {\"url\": \"https://a.example/\", \"headers\":"
                + " {\"Authorization\": \"Bearer geheim\"}}}}");

    assertThat(home.read(CONFIG)).contains("Bearer geheim");
    assertThat(screen).doesNotContain("geheim").contains("\"Authorization\": \"***\"");
  }

  @Test
  void whatCannotBeTakenIsSaid() throws IOException {
    String screen =
        take(
            "{\"mcpServers\": {\"x\": {\"command\": \"a\", \"args\": [\"${input:k}\"]},"
                + " \"y\": {\"command\": \"b\", \"disabled\": true}}}");

    assertThat(screen).contains("x is left out", "y is left out: off");
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
  }

  @Test
  void anImportIsNoPartOfWhatUndoTakesBack() throws IOException {
    take("{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}");

    assertThat(home.undo()).contains("nothing to take back");
    assertThat(home.read(CONFIG)).contains("\"x\"");
  }

  @Test
  void whatIsNeitherJsonNorTomlNorYamlIsRefused() {
    assertThatThrownBy(() -> take("extensions: {\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("neither JSON");
  }

  @Test
  void aRemoteServerOfContinueIsTakenWithItsHeaders() throws IOException {
    take(
        "mcpServers:\n  - name: web\n    type: streamable-http\n    url: https://a.example/mcp\n"
            + "    requestOptions:\n      headers: {X-Team: blue}\n");

    assertThat(home.read(CONFIG)).contains("\"X-Team\": \"blue\"", "https://a.example/mcp");
  }

  @Test
  void anEntryForEveryClientCanBeReadBack() throws Exception {
    home.write(CONFIG, "{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}");
    for (Client client : Clients.all()) {
      String text = new Export(home.host()).text(client, List.of(), false);
      assertThat(text).as(client.id()).contains(TestHome.LAUNCHER, "\"attach\", \"x\"");
      Format format = client.format() == Format.JSONC ? Format.JSON : client.format();
      Map<String, Object> tree =
          ConfigText.of(text.getBytes(StandardCharsets.UTF_8), format).tree();
      assertThat(tree.toString()).as(client.id()).contains("x={");
    }
  }

  @Test
  void aServerThatIsNotThereCannotBeExported() {
    assertThatThrownBy(
            () ->
                new Export(home.host())
                    .text(Clients.named("cursor").orElseThrow(), List.of("nope"), false))
        .hasMessageContaining("there is no server named \"nope\"");
  }
}
