package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.ProcessLaunch;
import dev.mcpmux.core.Scope;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.SharingPolicy;
import dev.mcpmux.core.Target;
import dev.mcpmux.core.Trait;
import dev.mcpmux.core.WellKnownServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SaidSharingTest {
  private static final ProcessLaunch PLAYWRIGHT = launch("npx", "@playwright/mcp");

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
    traits.hear(launch("server"), SaidSharing.ISOLATED);
    traits.hear(PLAYWRIGHT, SaidSharing.SHARED);
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
    traits.hear(PLAYWRIGHT, SaidSharing.SHARED);
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
  void what_a_server_was_seen_to_ask_for_does_not_count_where_it_says_shared_but_for_roots() {
    ProcessLaunch server = launch("server");
    traits.hear(server, SaidSharing.SHARED);

    assertThat(traits.learn(server, Trait.ROOTS)).isTrue();
    assertThat(traits.learn(server, Trait.SAMPLING)).isTrue();
    assertThat(traits.learn(server, Trait.SAMPLING)).isFalse();
    assertThat(traits.of(server)).containsExactly(Trait.ROOTS);
    assertThat(traits.hear(server, null)).isTrue();
    assertThat(traits.of(server)).containsExactly(Trait.ROOTS, Trait.SAMPLING);
  }

  @Test
  void the_last_word_counts_and_what_was_heard_since_a_start_goes_before_what_was_kept() {
    ProcessLaunch server = launch("server");
    traits.hear(server, SaidSharing.SHARED);
    traits.hear(PLAYWRIGHT, SaidSharing.SESSION_AWARE);
    Traits restarted = new Traits(WellKnownServers.shipped());
    restarted.hear(server, SaidSharing.ISOLATED);
    restarted.load(traits.toBytes());

    assertThat(restarted.said(server)).isEqualTo(SaidSharing.ISOLATED);
    assertThat(restarted.said(PLAYWRIGHT)).isEqualTo(SaidSharing.SESSION_AWARE);
    assertThat(restarted.hear(server, SaidSharing.ISOLATED)).isFalse();
  }

  @Test
  void status_says_why_such_a_process_is_apart() throws Exception {
    ResolvedServer shared = resolve(SharingPolicy.defaults(), Map.of(), "server");
    traits.hear(launch("server"), SaidSharing.ISOLATED);
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

  private ResolvedServer resolve(
      SharingPolicy policy, Map<String, WellKnownServer> known, String... command)
      throws ServerResolver.RefusedException {
    List<String> words = List.of(command);
    ServerConfig entry =
        new ServerConfig(
            "s",
            words.get(0),
            words.subList(1, words.size()),
            Map.of(),
            Optional.empty(),
            policy,
            List.of());
    MuxConfig config = new MuxConfig(Map.of("s", entry), Limits.defaults(), known);
    return ServerResolver.resolve(
        1,
        new SessionHello(new Target.Named("s"), "/src", Map.of("HOME", "/home/me")),
        config,
        SharingRules.of(config, Map.of()),
        Set.of(),
        traits);
  }

  private static SaidSharing said(String result) {
    return SaidSharing.of(Given.bytes(result));
  }

  private static ProcessLaunch launch(String... command) {
    return new ProcessLaunch(List.of(command), Map.of(), "/");
  }
}
