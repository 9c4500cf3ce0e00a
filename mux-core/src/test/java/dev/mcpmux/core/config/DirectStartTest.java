package dev.mcpmux.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.ServerFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectStartTest {

  @Test
  void it_runs_where_the_process_of_its_server_would() {
    assertThat(of(List.of("server"), Optional.empty(), null).scope()).isEqualTo(Scope.GLOBAL);
    assertThat(of(List.of("server", "./data"), Optional.empty(), null).inClientDirectory())
        .isTrue();
    assertThat(of(List.of("server", "./data"), Optional.of("/x"), null).inClientDirectory())
        .isFalse();
    assertThat(of(List.of("server", "./data"), Optional.empty(), Scope.GLOBAL).inClientDirectory())
        .isFalse();
    assertThat(of(List.of("server", "a.db"), Optional.empty(), null).possibleFiles())
        .containsExactly("a.db");
    assertThat(of(List.of("npx", "@playwright/mcp"), Optional.empty(), null).scope())
        .as("as the table of well-known servers says")
        .isEqualTo(Scope.SESSION);
  }

  @Test
  void it_gets_the_settings_of_the_session_and_what_the_config_passes_on() {
    assertThat(of(List.of("server"), Optional.empty(), null).kept())
        .contains("PATH", "HOME", "LANG", "LC_*", "XDG_*", "SSL_*", "*_PROXY", "PASSED");
  }

  @Test
  void there_is_none_for_what_only_a_mux_can_give() {
    ServerConfig plain = server(List.of("server"), Optional.empty(), SharingPolicy.defaults());
    SharingPolicy sharing = plain.sharing();

    assertThat(ServerFacts.directStart(plain, config(plain))).isPresent();
    assertThat(
            ServerFacts.directStart(
                plain,
                new MuxConfig(
                    Map.of("a", plain),
                    Limits.defaults(),
                    MuxConfig.Rules.none(),
                    Set.of("a"),
                    Aggregate.defaults())))
        .as("disabled")
        .isEmpty();
    for (SharingPolicy other :
        List.of(
            sharing.withHandshake(HandshakeMode.COMMON),
            sharing.withServerRequests(Optional.of(ServerRequestPolicy.OFF)),
            sharing.withRoots(new RootsPolicy.Off()),
            sharing.withRoots(new RootsPolicy.Static(List.of("file:///x"))))) {
      ServerConfig server = server(List.of("server"), Optional.empty(), other);
      assertThat(ServerFacts.directStart(server, config(server))).as(other.toString()).isEmpty();
    }
    ServerConfig filtered =
        new ServerConfig(
            "a",
            plain.launch(),
            sharing,
            plain.life(),
            new ToolFilter(List.of(), List.of("secret")));
    assertThat(ServerFacts.directStart(filtered, config(filtered))).isEmpty();
    ServerConfig off =
        new ServerConfig(
            "a", new LaunchTemplate.Unusable("why"), sharing, plain.life(), plain.tools());
    assertThat(ServerFacts.directStart(off, config(off))).isEmpty();
  }

  private static DirectStart of(List<String> words, Optional<String> cwd, Scope share) {
    SharingPolicy sharing = SharingPolicy.defaults();
    ServerConfig server = server(words, cwd, share == null ? sharing : sharing.withShare(share));
    return ServerFacts.directStart(server, config(server)).orElseThrow();
  }

  private static ServerConfig server(
      List<String> words, Optional<String> cwd, SharingPolicy sharing) {
    return new ServerConfig(
        "a", new LaunchTemplate.Program(words).in(cwd).passing(List.of("PASSED")), sharing);
  }

  private static MuxConfig config(ServerConfig server) {
    return new MuxConfig(Map.of("a", server), Limits.defaults());
  }
}
