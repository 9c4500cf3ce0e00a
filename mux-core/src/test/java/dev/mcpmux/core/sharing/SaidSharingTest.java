package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SessionEnv;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.config.WellKnownServer;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SaidSharingTest {
  private final Traits traits = new Traits(WellKnownServers.shipped());

  @Test
  void the_word_stands_among_the_capabilities_or_the_experimental_ones() {
    assertThat(said("{\"capabilities\":{\"x-mux\":{\"sharing\":\"shared\"}}}"))
        .isEqualTo(SaidSharing.SHARED);
    assertThat(said("{\"capabilities\":{\"experimental\":{\"x-mux\":{\"sharing\":\"isolated\"}}}}"))
        .isEqualTo(SaidSharing.ISOLATED);
    assertThat(said("{\"capabilities\":{\"x-mux\":{\"sharing\":\"session-aware\",\"x\":1}}}"))
        .isEqualTo(SaidSharing.SESSION_AWARE);
  }

  @Test
  void anything_else_says_nothing() {
    for (String result :
        List.of(
            "{}",
            "7",
            "{\"capabilities\":7}",
            "{\"capabilities\":{\"x-mux\":\"shared\"}}",
            "{\"capabilities\":{\"x-mux\":{\"sharing\":[\"shared\"]}}}",
            "{\"capabilities\":{\"experimental\":[{\"x-mux\":{\"sharing\":\"shared\"}}]}}",
            "{\"x-mux\":{\"sharing\":\"shared\"}}")) {
      assertThat(said(result)).as(result).isNull();
    }
  }

  @Test
  void the_share_of_the_config_goes_before_what_the_server_says() throws Exception {
    hear(SaidSharing.ISOLATED, "server");
    hear(SaidSharing.SHARED, "npx", "@playwright/mcp");
    SharingPolicy global = SharingPolicy.defaults().withShare(Scope.GLOBAL);
    SharingPolicy session = SharingPolicy.defaults().withShare(Scope.SESSION);

    assertThat(resolve(global, Map.of(), "server").circle()).hasToString("all");
    assertThat(resolve(SharingPolicy.defaults(), Map.of(), "server").circle())
        .hasToString("session 1");
    assertThat(resolve(session, Map.of(), "npx", "@playwright/mcp").circle())
        .hasToString("session 1");
    assertThat(resolve(SharingPolicy.defaults(), Map.of(), "npx", "@playwright/mcp").circle())
        .hasToString("all");
  }

  @Test
  void a_scope_that_the_config_gives_to_a_well_known_server_does_too() throws Exception {
    hear(SaidSharing.SHARED, "npx", "@playwright/mcp");
    Map<String, WellKnownServer> known =
        Map.of(
            "playwright",
            new WellKnownServer(
                List.of(),
                List.of(),
                Optional.of(Scope.PROJECT),
                Optional.empty(),
                Optional.empty()));

    assertThat(resolve(SharingPolicy.defaults(), known, "npx", "@playwright/mcp").scope())
        .isEqualTo(Scope.PROJECT);
  }

  @Test
  void what_a_server_was_seen_to_ask_for_does_not_count_where_it_says_shared_but_for_roots()
      throws Exception {
    ResolvedServer before = resolve(SharingPolicy.defaults(), Map.of(), "server");
    hear(SaidSharing.SHARED, "server");
    ResolvedServer since = resolve(SharingPolicy.defaults(), Map.of(), "server");

    assertThat(traits.learn(since.launch(), Trait.ROOTS)).isTrue();
    assertThat(traits.learn(since.launch(), Trait.SAMPLING)).isTrue();
    assertThat(traits.learn(since.launch(), Trait.SAMPLING)).isFalse();
    assertThat(traits.of(since)).containsExactly(Trait.ROOTS);
    assertThat(traits.of(before)).containsExactly(Trait.ROOTS, Trait.SAMPLING);
  }

  @Test
  void the_last_word_counts_and_what_was_heard_since_a_start_goes_before_what_was_kept()
      throws Exception {
    hear(SaidSharing.SHARED, "server");
    hear(SaidSharing.SESSION_AWARE, "npx", "@playwright/mcp");
    ResolvedServer server = resolve(SharingPolicy.defaults(), Map.of(), "server");
    Traits restarted = new Traits(WellKnownServers.shipped());
    restarted.hear(server.speaker(), SaidSharing.ISOLATED);
    restarted.load(traits.toBytes());

    assertThat(restarted.said(server)).isEqualTo(SaidSharing.ISOLATED);
    assertThat(
            restarted.said(resolve(SharingPolicy.defaults(), Map.of(), "npx", "@playwright/mcp")))
        .isEqualTo(SaidSharing.SESSION_AWARE);
    assertThat(restarted.hear(server.speaker(), SaidSharing.ISOLATED)).isFalse();
  }

  @Test
  void a_server_of_another_name_directory_or_variable_speaks_for_itself() throws Exception {
    String one = speaker("one", "/home/me", Map.of());

    assertThat(speaker("one", "/home/me", Map.of())).isEqualTo(one);
    assertThat(speaker("two", "/home/me", Map.of())).isNotEqualTo(one);
    assertThat(speaker("one", "/home/you", Map.of())).isNotEqualTo(one);
    assertThat(speaker("one", "/home/me", Map.of("MODE", "x"))).isNotEqualTo(one);
    assertThat(speaker("one", "/home/me", Map.of("MODE", "x")))
        .as("no value of a variable gets into what is kept")
        .isEqualTo(speaker("one", "/home/me", Map.of("MODE", "y")));
  }

  @Test
  void a_server_is_the_same_whether_its_word_counts_or_the_table_does() throws Exception {
    ResolvedServer before = resolve(SharingPolicy.defaults(), Map.of(), "npx", "@playwright/mcp");
    hear(SaidSharing.SHARED, "npx", "@playwright/mcp");
    ResolvedServer since = resolve(SharingPolicy.defaults(), Map.of(), "npx", "@playwright/mcp");

    assertThat(since.launch()).isNotEqualTo(before.launch());
    assertThat(since.speaker()).isEqualTo(before.speaker());
  }

  @Test
  void a_word_is_narrower_that_parts_sessions_which_another_leaves_together() {
    List<SaidSharing> wide =
        Arrays.asList(SaidSharing.ISOLATED, null, SaidSharing.SESSION_AWARE, SaidSharing.SHARED);
    for (int i = 0; i < wide.size(); i++) {
      for (int j = 0; j < wide.size(); j++) {
        assertThat(SaidSharing.isNarrower(wide.get(i), wide.get(j))).isEqualTo(i < j);
      }
    }
  }

  @Test
  void status_says_why_such_a_process_is_apart() throws Exception {
    ResolvedServer shared = resolve(SharingPolicy.defaults(), Map.of(), "server");
    hear(SaidSharing.ISOLATED, "server");
    ResolvedServer own = resolve(SharingPolicy.defaults(), Map.of(), "server");

    assertThat(KeyDifference.explain(key(own), key(shared)))
        .containsExactly("is a process of its own because the server says so (x-mux: isolated)");
  }

  private static SharingKey key(ResolvedServer server) {
    return SharingKeys.key(
        server,
        new ClientDeclaration(Given.bytes("\"2025-11-25\""), "2025-11-25", Capabilities.NONE, null),
        1,
        Set.of(),
        Optional.empty());
  }

  private void hear(SaidSharing word, String... command) throws Exception {
    traits.hear(resolve(SharingPolicy.defaults(), Map.of(), command).speaker(), word);
  }

  private static String speaker(String name, String cwd, Map<String, String> env)
      throws ServerResolver.RefusedException {
    ServerConfig entry =
        new ServerConfig(
            name,
            new LaunchTemplate.Program("server").withEnv(env).in(Optional.of(cwd)),
            SharingPolicy.defaults());
    return ServerResolver.resolve(
            1,
            new SessionHello(new Target.Named(name), "/src", Map.of("HOME", "/home/me")),
            new MuxConfig(Map.of(name, entry), Limits.defaults()),
            SharingRules.shipped(),
            Set.of())
        .speaker();
  }

  private ResolvedServer resolve(
      SharingPolicy policy, Map<String, WellKnownServer> known, String... command)
      throws ServerResolver.RefusedException {
    List<String> words = List.of(command);
    ServerConfig entry = new ServerConfig("s", new LaunchTemplate.Program(words), policy);
    MuxConfig config =
        new MuxConfig(
            Map.of("s", entry), Limits.defaults(), new MuxConfig.Rules(known, SessionEnv.none()));
    return ServerResolver.resolve(
        1,
        new SessionHello(new Target.Named("s"), "/src", Map.of("HOME", "/home/me")),
        config,
        SharingRules.of(config, Map.of()),
        Set.of(),
        traits::said);
  }

  private static SaidSharing said(String result) {
    return SaidSharing.of(Given.bytes(result));
  }
}
