package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.config.WellKnownServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WellKnownServersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          npx -y @modelcontextprotocol/server-slack                     | GLOBAL
          npx -y @modelcontextprotocol/server-slack@2025.4.25           | GLOBAL
          npx -y @notionhq/notion-mcp-server                            | GLOBAL
          npx -y @brave/brave-search-mcp-server --transport stdio       | GLOBAL
          npx -y server-perplexity-ask                                  | GLOBAL
          npx -y @upstash/context7-mcp@latest --api-key k               | GLOBAL
          npx -y --package=@upstash/context7-mcp context7-mcp           | GLOBAL
          npx -p @upstash/context7-mcp context7-mcp                     | GLOBAL
          cmd /c npx -y @modelcontextprotocol/server-github             | GLOBAL
          env A=b npx -y @modelcontextprotocol/server-github            | GLOBAL
          docker run -i --rm -e TOKEN ghcr.io/github/github-mcp-server  | GLOBAL
          uvx mcp-server-fetch==2025.4.7                                | GLOBAL
          uv tool run mcp-server-fetch                                  | GLOBAL
          python3.11 -m mcp_server_fetch                                | GLOBAL
          /usr/local/bin/mcp-server-fetch                               | GLOBAL
          C:\\tools\\mcp-server-fetch.exe                               | GLOBAL
          node /a/node_modules/@modelcontextprotocol/server-slack/dist/index.js | GLOBAL
          node /a/node_modules/.bin/mcp-server-slack                    | GLOBAL
          npx @playwright/mcp@latest --headless                         | SESSION
          npx -y mongodb-mcp-server@latest --readOnly                   | SESSION
          npx -y nx-mcp@latest                                          | PROJECT
          npx -y tavily-mcp@latest                                      | GLOBAL
          npx -y chrome-devtools-mcp@latest                             | SESSION
          npx -y @modelcontextprotocol/server-puppeteer                 | SESSION
          npx -y @wonderwhy-er/desktop-commander@latest                 | SESSION
          uvx --from git+https://github.com/oraios/serena serena start-mcp-server | SESSION
          """)
  void a_server_is_recognized_by_its_package_or_program(String command, Scope scope) {
    assertThat(find(command).orElseThrow().share()).contains(scope);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npx -y my-notion-mcp-server",
        "npx -y @notionhq/notion-mcp-server-x",
        "npx -y notionhq/notion-mcp-server2",
        "node fetch.js",
        "slack",
        "sh -c mcp-server-fetchy"
      })
  void a_server_of_a_similar_name_is_another(String command) {
    assertThat(find(command)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npx -y mcp-server-git --repository /src/mcp-server-fetch",
        "node server.js /src/mcp-server-fetch",
        "my-server mcp-server-fetch",
        "npx -y @modelcontextprotocol/server-filesystem /src/mcp-server-fetch"
      })
  void an_argument_that_looks_like_a_server_widens_no_scope(String command) {
    assertThat(find(command).orElseThrow().share()).isEmpty();
    assertThat(find(command).orElseThrow().stateless().orElse(false)).isFalse();
  }

  @Test
  void an_argument_that_looks_like_a_server_may_narrow_the_scope() {
    assertThat(find("npx mcp-server-fetch /src/playwright-mcp").orElseThrow().share())
        .contains(Scope.SESSION);
    assertThat(find("my-launcher @playwright/mcp").orElseThrow().share()).contains(Scope.SESSION);
  }

  @Test
  void what_servers_ask_for_is_known() {
    assertThat(find("npx @modelcontextprotocol/server-filesystem /src").orElseThrow().traits())
        .contains(Set.of(Trait.ROOTS));
    assertThat(find("npx @modelcontextprotocol/server-everything").orElseThrow().traits())
        .contains(Set.of(Trait.ROOTS));
  }

  @Test
  void the_config_changes_an_entry_member_by_member_and_adds_others() {
    WellKnownServers table =
        WellKnownServers.shipped()
            .with(
                Map.of(
                    "slack", entry(List.of(), Optional.of(Scope.PROJECT), Optional.empty()),
                    "filesystem", entry(List.of(), Optional.empty(), Optional.of(Set.of())),
                    "mine", entry(List.of("mine"), Optional.of(Scope.SESSION), Optional.empty())));

    WellKnownServer slack =
        table.find(List.of("npx", "@modelcontextprotocol/server-slack")).orElseThrow();
    assertThat(slack.share()).contains(Scope.PROJECT);
    assertThat(slack.stateless()).contains(true);
    assertThat(
            table
                .find(List.of("npx", "@modelcontextprotocol/server-filesystem"))
                .orElseThrow()
                .traits())
        .contains(Set.of());
    assertThat(table.find(List.of("npx", "mine@1")).orElseThrow().share()).contains(Scope.SESSION);
  }

  @Test
  void every_entry_of_the_table_can_be_recognized_and_says_something() {
    assertThat(WellKnownServers.shipped().entries()).isNotEmpty();
    WellKnownServers.shipped()
        .entries()
        .forEach(
            (name, entry) -> {
              assertThat(entry.packages()).as(name).isNotEmpty();
              assertThat(entry.share().isPresent() || entry.traits().isPresent()).isTrue();
            });
  }

  private static WellKnownServer entry(
      List<String> packages, Optional<Scope> share, Optional<Set<Trait>> traits) {
    return new WellKnownServer(packages, List.of(), share, traits, Optional.empty());
  }

  private static Optional<WellKnownServer> find(String command) {
    return WellKnownServers.shipped().find(List.of(command.split(" +")));
  }
}
