package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "-y @scope/server | -y @scope/server",
        "--api-key geheim | --api-key ***",
        "--token=geheim --port 80 | --token=*** --port 80",
        "-e GITHUB_TOKEN ghcr.io/x/y | -e GITHUB_TOKEN ghcr.io/x/y",
        "-e A=geheim image:tag | -e A=*** image:tag",
        "--key ${MY_KEY} | --key ${MY_KEY}",
        "sk-geheim | ***",
        "https://u:geheim@h.example/p | https://***@h.example/p",
        "https://h.example/mcp?k=geheim | https://h.example/mcp?***",
        "postgresql://u:geheim@localhost/db | postgresql://***@localhost/db",
        "0a1b2c3d4e5f60718293a4b5c6d7e8f9 | ***",
        "/home/ann/projects/2026/server-memory-12345678 | /home/ann/projects/2026/server-memory-12345678",
      })
  void wordsOfACommandAreShownWithoutWhatMayBeACredential(String words, String shown) {
    List<String> hidden = Secrets.hide(List.of(words.split(" ")));

    assertThat(String.join(" ", hidden)).isEqualTo(shown);
  }

  @Test
  void aHeaderAndAVariableInsideOfAWordAreHiddenToo() {
    assertThat(Secrets.hide("Authorization: Bearer geheim")).isEqualTo("Authorization: ***");
    assertThat(Secrets.hide("MY_TOKEN=geheim exec server --x"))
        .isEqualTo("MY_TOKEN=*** exec server --x");
    assertThat(Secrets.hide("Authorization:${AUTH}")).isEqualTo("Authorization:${AUTH}");
  }

  @Test
  void everyValueOfAVariableOrHeaderIsHiddenUnlessItOnlyNamesAnother() {
    Object shown = Secrets.hide("env", Map.of("A", "geheim", "B", "${B}"));

    assertThat(shown).isEqualTo(Map.of("A", "***", "B", "${B}"));
    assertThat(Secrets.hide("headers", Map.of("X", "geheim"))).isEqualTo(Map.of("X", "***"));
  }

  @Test
  void everySecretInATreeIsFoundWhereverItStands() {
    Map<String, Object> tree =
        Map.of(
            "apiKey", "one",
            "theme", "dark",
            "mcpServers",
                Map.of(
                    "x",
                    Map.of(
                        "args", List.of("--token", "two", "plain"),
                        "env", Map.of("A", "three"),
                        "headers", Map.of("H", "four"))));

    assertThat(Secrets.in(tree)).containsExactlyInAnyOrder("one", "two", "three", "four");
  }
}
