package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The environments that real clients, terminals, multiplexers, shells and prompts make, by the
 * rules alone: nothing of the survey needs to be learned. Keys are compared with that of the bare
 * login, so that any two of them are equal if each is.
 */
class SurveyedEnvironmentsTest {

  /** What every named server gets, as the system says it. */
  private static final Map<String, String> USER =
      Map.of("USER", "ann", "LOGNAME", "ann", "SHELL", "/bin/bash", "LANG", "C.UTF-8");

  static Stream<Surveyed> sessions() {
    return Surveyed.all().stream();
  }

  static Stream<Surveyed> sessionsWithTheWholeLogin() {
    return sessions().filter(session -> !session.handsOnLittle());
  }

  static Stream<Surveyed> sessionsWithSettingsOrLessThanTheLogin() {
    return sessions().filter(session -> session.handsOnLittle() || !session.stays().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("sessionsWithTheWholeLogin")
  void an_ad_hoc_command_has_the_same_key_in_every_program_in_one_project(Surveyed session)
      throws Exception {
    Given given = session.withoutSettings().of(Given.adHoc("npx", "server"));

    assertThat(KeyDifference.explain(given.key(), adHocOfLogin())).isEmpty();
    assertThat(given.key()).isEqualTo(adHocOfLogin());
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void a_named_server_has_the_same_key_in_every_program(Surveyed session) throws Exception {
    Given given = session.withoutSettings().of(Given.named().user(USER));
    SharingKey ofLogin = Surveyed.login().of(Given.named().user(USER)).key();

    assertThat(KeyDifference.explain(given.key(), ofLogin)).isEmpty();
    assertThat(given.key()).isEqualTo(ofLogin);
  }

  @ParameterizedTest
  @MethodSource("sessionsWithSettingsOrLessThanTheLogin")
  void what_keeps_an_ad_hoc_command_apart_all_the_same_is_named(Surveyed session) throws Exception {
    Set<String> expected = new TreeSet<>(session.stays());
    expected.addAll(Surveyed.login().variables().keySet());
    expected.removeIf(
        name -> session.variables().containsKey(name) && !session.stays().contains(name));

    List<String> reasons =
        KeyDifference.explain(session.of(Given.adHoc("npx", "server")).key(), adHocOfLogin());

    assertThat(reasons).isNotEmpty().allMatch(reason -> reason.matches("(has|has,|lacks) .*"));
    assertThat(named(reasons)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ANTHROPIC_API_KEY",
        "API_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
        "AWS_REGION",
        "AZURE_TENANT_ID",
        "BRAVE_API_KEY",
        "CLAUDE_CODE_OAUTH_TOKEN",
        "CODEX_API_KEY",
        "CONFLUENCE_URL",
        "COPILOT_GITHUB_TOKEN",
        "CURSOR_API_KEY",
        "DATABASE_URL",
        "DOCKER_HOST",
        "ELASTIC_PASSWORD",
        "EXA_API_KEY",
        "FIGMA_API_KEY",
        "FIRECRAWL_API_URL",
        "GEMINI_CLI_API_KEY",
        "GITHUB_HOST",
        "GITHUB_PERSONAL_ACCESS_TOKEN",
        "GITHUB_TOKEN",
        "GITHUB_TOOLSETS",
        "GITLAB_API_URL",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "HTTPS_PROXY",
        "JIRA_USERNAME",
        "KUBECONFIG",
        "LINEAR_API_KEY",
        "MEMORY_FILE_PATH",
        "MONGODB_URI",
        "NODE_EXTRA_CA_CERTS",
        "NOTION_TOKEN",
        "OPENAPI_MCP_HEADERS",
        "OPENCODE_API_KEY",
        "PATH",
        "PGPASSWORD",
        "PYTHONPATH",
        "REDIS_URL",
        "SENTRY_HOST",
        "SLACK_BOT_TOKEN",
        "SLACK_TEAM_ID",
        "SSL_CERT_FILE",
        "STRIPE_SECRET_KEY",
        "SUPABASE_ACCESS_TOKEN",
        "VIRTUAL_ENV",
        "VSCODE_GIT_TOKEN",
        "https_proxy"
      })
  void another_value_of_what_servers_document_is_another_process(String name) throws Exception {
    Set<SharingKey> keys = new HashSet<>();
    List<Surveyed> all = Surveyed.all();
    for (Surveyed session : all) {
      Given one = session.of(Given.adHoc("npx", "server")).variable(name, "/1");
      Given other = session.of(Given.adHoc("npx", "server")).variable(name, "/2");
      assertThat(one.key()).as(session.program()).isNotEqualTo(other.key());
      assertThat(one.processVariable(name)).isEqualTo("/1");
      assertThat(session.of(Given.named().passEnv(name)).variable(name, "/1").key())
          .isNotEqualTo(session.of(Given.named().passEnv(name)).variable(name, "/2").key());
      keys.add(one.key());
    }
    for (Surveyed session : all) {
      assertThat(keys)
          .as("%s with the other value", session)
          .doesNotContain(session.of(Given.adHoc("npx", "server")).variable(name, "/2").key());
    }
  }

  @Test
  void the_survey_has_clients_and_what_they_are_started_in() {
    assertThat(count("client")).isGreaterThanOrEqualTo(6);
    assertThat(sessions().map(Surveyed::program).distinct().count() - count("client"))
        .isGreaterThanOrEqualTo(10);
  }

  private static long count(String kind) {
    return sessions().filter(session -> session.kind().equals(kind)).count() / 2;
  }

  private static SharingKey adHocOfLogin() throws Exception {
    return Surveyed.login().of(Given.adHoc("npx", "server")).key();
  }

  /** The variables in {@code lacks A, B} and its like. */
  private static Set<String> named(List<String> reasons) {
    Set<String> names = new TreeSet<>();
    for (String reason : reasons) {
      String list =
          reason.replaceFirst("^(has other values of |lacks |has, unlike the other, )", "");
      names.addAll(List.of(list.split(", ")));
    }
    return names;
  }
}
