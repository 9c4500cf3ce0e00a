package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerResolverTest {

  @Test
  void a_named_server_is_shared_by_all_and_runs_in_the_home() throws Exception {
    ResolvedServer server = Given.named().in("/src/a/b", "/src/a").resolve();

    assertThat(server.scope()).isEqualTo(Scope.GLOBAL);
    assertThat(server.circle()).hasToString("all");
    assertThat(((ProcessLaunch) server.launch()).cwd()).isEqualTo("/home/me");
  }

  @Test
  void an_ad_hoc_command_is_shared_by_a_project_and_runs_in_its_root() throws Exception {
    ResolvedServer server = Given.adHoc("npx", "unheard-of").in("/src/a/b", "/src/a").resolve();

    assertThat(server.scope()).isEqualTo(Scope.PROJECT);
    assertThat(server.circle()).hasToString("project /src/a");
    assertThat(((ProcessLaunch) server.launch()).cwd()).isEqualTo("/src/a");
  }

  @Test
  void an_ad_hoc_command_that_names_a_file_runs_where_the_client_is() throws Exception {
    Given one = Given.adHoc("node", "server.js").in("/src/a/b", "/src/a").namingFilesInCwd();
    Given other = Given.adHoc("node", "server.js").in("/src/a/c", "/src/a").namingFilesInCwd();

    assertThat(one.resolveProcess().cwd()).isEqualTo("/src/a/b");
    assertThat(one.key()).isNotEqualTo(other.key());
  }

  @Test
  void bytes_that_are_not_utf8_pass_exactly_and_are_shown_as_what_they_are() throws Exception {
    ResolvedServer server = Given.adHoc("run", "\udce9").resolve();
    ProcessLaunch configured =
        Given.named()
            .cwd("../${D}/./x")
            .env("JOINED", "${A}${B}")
            .variable("HOME", "/h\udce9/me")
            .variable("D", "d\udce8")
            .variable("A", "\udcc3")
            .variable("B", "\udca9")
            .resolveProcess();

    assertThat(server.name()).matches("run#[0-9a-f]{8}");
    assertThat(((ProcessLaunch) server.launch()).command()).containsExactly("run", "\udce9");
    assertThat(configured.cwd()).isEqualTo("/h\udce9/d\udce8/x");
    assertThat(configured.environment()).containsEntry("JOINED", "é");
  }

  @Test
  void a_launch_knows_what_each_variable_stands_for_and_is_equal_without_that() throws Exception {
    ProcessLaunch launch =
        Given.named()
            .command("serve", "--db=postgres://${U}:${P}@h", "${HOME}/x", "${D:-default}")
            .env("ALSO", "${Q}@h")
            .passEnv("PASSED", "ABSENT")
            .variable("U", "user")
            .variable("P", "password")
            .variable("Q", "other")
            .variable("PASSED", "on")
            .resolveProcess();

    assertThat(launch.secrets())
        .contains("user", "password", "other", "other@h", "on")
        .doesNotContain("/home/me", "default");
    assertThat(launch)
        .isEqualTo(new ProcessLaunch(launch.command(), launch.environment(), launch.cwd()))
        .hasSameHashCodeAs(new ProcessLaunch(launch.command(), launch.environment(), launch.cwd()));
  }

  @Test
  void a_command_of_any_length_has_a_name_that_can_be_read() throws Exception {
    ResolvedServer server = Given.adHoc("run", "\uD83D\uDE00".repeat(5000)).resolve();

    assertThat(server.name()).matches("run#[0-9a-f]{8}");
    assertThat(((ProcessLaunch) server.launch()).command().get(1)).hasSize(10_000);
  }

  @Test
  void the_table_decides_the_scope_in_both_views_unless_the_config_does() throws Exception {
    assertThat(Given.adHoc("npx", "-y", "@notionhq/notion-mcp-server").resolve().scope())
        .isEqualTo(Scope.GLOBAL);
    assertThat(Given.adHoc("npx", "-y", "@notionhq/notion-mcp-server").resolveProcess().cwd())
        .isEqualTo("/home/me");
    assertThat(Given.adHoc("npx", "@playwright/mcp@latest").resolve().scope())
        .isEqualTo(Scope.SESSION);
    assertThat(Given.named().command("npx", "@playwright/mcp@latest").resolve().scope())
        .isEqualTo(Scope.SESSION);
    assertThat(
            Given.named()
                .command("npx", "@playwright/mcp@latest")
                .policy(SharingPolicy.defaults().withShare(Scope.PROJECT))
                .resolve()
                .scope())
        .isEqualTo(Scope.PROJECT);
  }

  @Test
  void the_scope_decides_the_directory_and_only_that_splits_sharing() throws Exception {
    for (Scope scope : List.of(Scope.GLOBAL, Scope.PROJECT)) {
      SharingPolicy policy = SharingPolicy.defaults().withShare(scope);
      SharingKey one = Given.named().policy(policy).in("/src/a/b", "/src/a").session(1).key();
      SharingKey beside = Given.named().policy(policy).in("/src/a/c", "/src/a").session(2).key();
      SharingKey elsewhere = Given.named().policy(policy).in("/src/d", "/src/d").session(3).key();

      assertThat(one).isEqualTo(beside);
      assertThat(one.equals(elsewhere)).isEqualTo(scope == Scope.GLOBAL);
    }
  }

  @Test
  void a_process_of_one_session_runs_where_the_client_is() throws Exception {
    SharingPolicy policy = SharingPolicy.defaults().withShare(Scope.SESSION);
    SharingKey one = Given.named().policy(policy).in("/src/a/b", "/src/a").session(1).key();
    SharingKey other = Given.named().policy(policy).in("/src/a/b", "/src/a").session(2).key();

    assertThat(((ProcessLaunch) one.launch()).cwd()).isEqualTo("/src/a/b");
    assertThat(one).isNotEqualTo(other);
    assertThat(one.exclusive()).isTrue();
  }

  @Test
  void a_configured_directory_holds_in_place_of_the_home() throws Exception {
    assertThat(Given.named().cwd("/srv").resolveProcess().cwd()).isEqualTo("/srv");
    assertThat(Given.named().cwd("src/../x").resolveProcess().cwd()).isEqualTo("/home/me/x");
    assertThat(Given.named().cwd("${D}").variable("D", "/d").resolveProcess().cwd())
        .isEqualTo("/d");
  }

  @Test
  void a_variable_that_the_session_lacks_refuses_it_unless_there_is_a_default() throws Exception {
    assertThatThrownBy(() -> Given.named().env("TOKEN", "${SLACK_BOT_TOKEN}").resolve())
        .isInstanceOfSatisfying(
            ServerResolver.RefusedException.class,
            refused -> assertThat(refused.why().reason()).isEqualTo("unresolved-variable"))
        .hasMessage(
            "server \"server\" needs the variable SLACK_BOT_TOKEN, which the client's environment"
                + " does not have");
    assertThatThrownBy(() -> Given.named().command("x", "${ARG}").resolve())
        .isInstanceOf(ServerResolver.RefusedException.class);
    assertThatThrownBy(
            () -> Given.named().command("x", "${A}${B}", "${A}").env("T", "${C}").resolve())
        .hasMessageContaining("needs the variables A, B, C, which");
    assertThat(Given.named().env("TOKEN", "${T:-none}").processVariable("TOKEN")).isEqualTo("none");
  }

  @Test
  void configured_roots_may_hold_variables_of_the_session() throws Exception {
    SharingPolicy policy =
        SharingPolicy.defaults().withRoots(new RootsPolicy.Static(List.of("file://${HOME}/src")));

    assertThat(Given.named().policy(policy).resolve().sharing().roots())
        .isEqualTo(new RootsPolicy.Static(List.of("file:///home/me/src")));
  }

  private static ResolvedServer ofNetworkClient(String root, Map<String, String> daemons)
      throws Exception {
    ServerConfig config =
        new ServerConfig(
            "server",
            new LaunchTemplate.Program("serve")
                .withEnv(Map.of("TOKEN", "${TOKEN}"))
                .passing(List.of("SECRET")),
            SharingPolicy.defaults().withShare(Scope.PROJECT));
    return ServerResolver.resolve(
        7,
        SessionHello.ofNetworkClient(new Target.Named("server"), root, "/home/me", daemons),
        new MuxConfig(Map.of("server", config), Limits.defaults()),
        SharingRules.shipped(),
        Set.of());
  }

  private static final Map<String, String> DAEMONS =
      Map.of(
          "HOME", "/home/me",
          "TOKEN", "t",
          "SECRET", "s",
          "CLAUDE_PROJECT_DIR", "/src/a",
          "COLUMNS", "80");

  @Test
  void a_network_client_has_no_project_and_no_environment_of_its_own() throws Exception {
    ResolvedServer server = ofNetworkClient(null, DAEMONS);

    assertThat(server.scope()).isEqualTo(Scope.SESSION);
    assertThat(((ProcessLaunch) server.launch()).cwd()).isEqualTo("/home/me");
    assertThat(((ProcessLaunch) server.launch()).environment()).containsOnlyKeys("HOME", "TOKEN");
  }

  @Test
  void a_network_client_for_which_a_project_is_named_shares_it_with_all_who_work_there()
      throws Exception {
    ResolvedServer server = ofNetworkClient("/src/b", DAEMONS);

    assertThat(server.scope()).isEqualTo(Scope.PROJECT);
    assertThat(server.circle()).isEqualTo(Circle.project("/src/b"));
    assertThat(((ProcessLaunch) server.launch()).cwd()).isEqualTo("/src/b");
    assertThat(((ProcessLaunch) server.launch()).environment())
        .containsOnlyKeys("CLAUDE_PROJECT_DIR", "HOME", "TOKEN")
        .containsEntry("CLAUDE_PROJECT_DIR", "/src/b");
  }
}
