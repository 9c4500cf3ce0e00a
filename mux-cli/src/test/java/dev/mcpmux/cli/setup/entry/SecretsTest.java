package dev.mcpmux.cli.setup.entry;

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
        "--pass=geheim | --pass=***",
        "--pass geheim | --pass ***",
        "--pwd geheim | --pwd ***",
        "-p geheim | -p ***",
        "-pgeheim | -p***",
        "-u ann:geheim | -u ***",
        "--creds geheim | --creds ***",
        "pat=geheim | pat=***",
        "Pwd=geheim | Pwd=***",
        "Server=db;User=sa;Pwd=geheim;X=1 | Server=db;User=sa;Pwd=***;X=1",
        "sk_live_geheim | ***",
        "postgres://u:p@geheim@h/db | postgres://***@h/db",
        "postgres://u:p/geheim@h/db | postgres://***@h/db",
        "https://u:p/geheim@h/db | https://***@h/db",
        "https://u:p@geheim@h/db | https://***@h/db",
        "https://mcp.zapier.com/api/mcp/s/ZjRjYzM4NDYtOGE3/mcp | https://mcp.zapier.com/api/mcp/s/***/mcp",
        "https://a.example/s/0b8c9f8e-1d2e-4f3a-9b8c-7d6e5f4a3b2c/mcp | https://a.example/s/***/mcp",
        "https://esm.sh/@scope/pkg@1.2 | https://esm.sh/@scope/pkg@1.2",
        "https://h.example:8080/@scope/x | https://h.example:8080/@scope/x",
        "https://h.example/mcp#geheim | https://h.example/mcp#***",
        "--workspace Tr0ub4dor&3 | --workspace ***",
        "--workspace=Tr0ub4dor&3 | --workspace=***",
        "--x hunter2 | --x ***",
        "--mode stdio --port 8080 --region eu-west-1 | --mode stdio --port 8080 --region eu-west-1",
        "--toolsets repos,issues --log-level INFO | --toolsets repos,issues --log-level INFO",
        "--config ./a/b.json --dir /srv/data --out ~/x | --config ./a/b.json --dir /srv/data --out ~/x",
        "--from git+https://a.example/x serve | --from git+https://a.example/x serve",
        "-y context7-mcp2@1.2.3 | -y context7-mcp2@1.2.3",
        "-p @scope/pkg srv | -p @scope/pkg srv",
        "-p 8080:80 --host localhost:5432 | -p 8080:80 --host localhost:5432",
        "run -i --rm -v /a:/b ghcr.io/x/y:v1 | run -i --rm -v /a:/b ghcr.io/x/y:v1",
        "/home/ann/projects/2026/server-memory-12345678 | /home/ann/projects/2026/server-memory-12345678",
      })
  void wordsOfACommandAreShownWithoutWhatMayBeACredential(String words, String shown) {
    List<String> hidden = Secrets.hide(List.of(words.split(" ")));

    assertThat(String.join(" ", hidden)).isEqualTo(shown);
  }

  @Test
  void aHeaderAndAVariableInsideOfAWordAreHiddenToo() {
    assertThat(Secrets.hide("Authorization: Bearer geheim")).isEqualTo("Authorization: ***");
    assertThat(Secrets.hide("Authorization: Token abc def")).isEqualTo("Authorization: ***");
    assertThat(Secrets.hide("curl -H 'Authorization: Token abc def' x"))
        .isEqualTo("curl -H 'Authorization: ***' x");
    assertThat(Secrets.hide(List.of("--header", "Authorization: Token abc def")))
        .containsExactly("--header", "Authorization: ***");
    assertThat(Secrets.hide("cd srv && node i.js --pass geheim"))
        .isEqualTo("cd srv && node i.js --pass ***");
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
