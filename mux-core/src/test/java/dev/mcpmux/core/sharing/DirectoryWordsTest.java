package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryWordsTest {
  private static final String FILESYSTEM = "@modelcontextprotocol/server-filesystem";

  @ParameterizedTest
  @ValueSource(
      strings = {".", "..", "./docs", "../other", "--root=.", "--db=./data.db", "${PWD}/a"})
  void a_server_that_is_given_the_clients_directory_is_for_one_project_and_runs_there(String word)
      throws Exception {
    Given given = Given.named().command("serve", word).variable("PWD", "/src/a/b");

    ResolvedServer server = given.in("/src/a/b", "/src/a").resolve();

    assertThat(server.scope()).isEqualTo(Scope.PROJECT);
    assertThat(server.circle()).isEqualTo(Circle.project("/src/a"));
    assertThat(given.resolveProcess().cwd()).isEqualTo("/src/a/b");
  }

  @Test
  void a_server_of_files_without_a_directory_serves_the_clients() throws Exception {
    assertThat(Given.named().command("npx", "-y", FILESYSTEM).resolve().scope())
        .isEqualTo(Scope.PROJECT);
    assertThat(Given.named().command("npx", "-y", FILESYSTEM + "@1.2.3").resolve().scope())
        .isEqualTo(Scope.PROJECT);
    assertThat(Given.named().command("npx", "-y", FILESYSTEM, "/srv").resolve().scope())
        .isEqualTo(Scope.GLOBAL);
    assertThat(Given.named().command("npx", "-y", FILESYSTEM, ".").resolve().scope())
        .isEqualTo(Scope.PROJECT);
  }

  @Test
  void a_word_that_names_a_file_there_means_that_file() throws Exception {
    Given given = Given.named().command("node", "server.js").in("/src/a/b", "/src/a");
    assertThat(given.resolve().scope()).isEqualTo(Scope.GLOBAL);
    assertThat(given.resolveProcess().cwd()).isEqualTo("/home/me");

    given.filesInCwd("server.js");

    assertThat(given.resolve().scope()).isEqualTo(Scope.PROJECT);
    assertThat(given.resolveProcess().cwd()).isEqualTo("/src/a/b");
  }

  @Test
  void a_word_of_which_nobody_asked_when_the_session_came_may_name_a_file() throws Exception {
    Given given = Given.named().command("serve", "docs").in("/src/a", "/src/a").lookedFor("other");
    assertThat(given.resolve().scope()).isEqualTo(Scope.PROJECT);
    assertThat(given.resolveProcess().cwd()).isEqualTo("/src/a");

    assertThat(given.lookedFor("docs").resolve().scope()).isEqualTo(Scope.GLOBAL);
  }

  @Test
  void whoever_says_otherwise_in_the_config_is_right() throws Exception {
    assertThat(Given.named().command("serve", ".").cwd("/srv").resolve().scope())
        .isEqualTo(Scope.GLOBAL);
    SharingPolicy global = SharingPolicy.defaults().withShare(Scope.GLOBAL);
    Given given = Given.named().command("serve", ".").policy(global);
    assertThat(given.resolve().scope()).isEqualTo(Scope.GLOBAL);
    assertThat(given.resolveProcess().cwd()).isEqualTo("/home/me");
    assertThat(Given.named().command("npx", "@playwright/mcp", ".").resolve().scope())
        .isEqualTo(Scope.SESSION);
  }

  @Test
  void what_may_be_a_file_is_looked_for() {
    assertThat(candidates("node", "server.js", "--port", "80")).containsExactly("server.js", "80");
    assertThat(candidates("bin/serve", "-v")).containsExactly("bin/serve");
    assertThat(candidates("npx", "-y", "server-memory", "notes", "--db=a.db"))
        .containsExactly("notes", "a.db");
    assertThat(candidates("uvx", "--from", "pkg", "sqlite-server", "x.db")).containsExactly("x.db");
    assertThat(candidates("serve", "/abs", "~/x", "${HOME}/x", "https://example.com/")).isEmpty();
    assertThat(candidates("python3", "-m", "server")).containsExactly("server");
  }

  @Test
  void a_client_without_a_directory_is_refused_in_words() {
    ServerConfig config = config("serve", ".");
    SessionHello hello =
        SessionHello.ofNetworkClient(new Target.Named("s"), null, "/home/me", Map.of());

    assertThatThrownBy(
            () ->
                ServerResolver.resolve(
                    1,
                    hello,
                    new MuxConfig(Map.of("s", config), Limits.defaults()),
                    SharingRules.shipped(),
                    Set.of()))
        .isInstanceOf(ServerResolver.RefusedException.class)
        .hasMessage(
            "server \"s\": it works in the client's directory, as \".\" says, and this client has"
                + " none: name one, such as by ?root= in the URL, or give the server a cwd");
  }

  @Test
  void the_scope_is_explained() {
    assertThat(explained("serve", "."))
        .isEqualTo("project, because it works in the client's directory, as \".\" says");
    assertThat(explained("npx", FILESYSTEM))
        .isEqualTo(
            "project, because it works in the client's directory, as a server of files without a"
                + " directory says");
    assertThat(explained("serve")).isEqualTo("global, by default");
    assertThat(explained("npx", "@playwright/mcp"))
        .isEqualTo("session, as the table of well-known servers says");
  }

  private static List<String> candidates(String... words) {
    return ServerFacts.possibleFiles(config(words));
  }

  private static String explained(String... words) {
    ServerConfig config = config(words);
    return ServerFacts.explainScope(config, new MuxConfig(Map.of("s", config), Limits.defaults()));
  }

  private static ServerConfig config(String... words) {
    return new ServerConfig("s", new LaunchTemplate.Program(words), SharingPolicy.defaults());
  }
}
