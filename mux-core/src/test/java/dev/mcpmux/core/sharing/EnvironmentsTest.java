package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.SharingPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLAUDE_CODE_SESSION_ID",
        "CLAUDE_CODE_ENTRYPOINT",
        "CLAUDECODE",
        "AI_AGENT",
        "PWD",
        "OLDPWD",
        "SHLVL",
        "_",
        "TERM_SESSION_ID",
        "WINDOWID",
        "TMUX",
        "TMUX_PANE",
        "SSH_CLIENT",
        "SSH_CONNECTION",
        "SSH_TTY",
        "WT_SESSION",
        "ITERM_SESSION_ID",
        "PYENV_DIR",
        "XDG_SESSION_ID"
      })
  void what_changes_per_session_splits_no_sharing_and_reaches_no_shared_process(String name)
      throws Exception {
    Given one = Given.adHoc("npx", "server").session(1).variable(name, "1");
    Given other = Given.adHoc("npx", "server").session(2).variable(name, "2");

    assertThat(one.key()).isEqualTo(other.key());
    assertThat(one.processVariable(name)).isNull();
    assertThat(Given.named().variable(name, "1").key())
        .isEqualTo(Given.named().variable(name, "2").key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SLACK_BOT_TOKEN",
        "CLAUDE_CODE_OAUTH_TOKEN",
        "CLAUDE_CODE_SESSION_ACCESS_TOKEN",
        "ANTHROPIC_API_KEY",
        "AWS_SESSION_TOKEN",
        "SSH_ASKPASS",
        "XDG_SESSION_TOKEN",
        "TERM_SESSION_ID_TOKEN",
        "VSCODE_GIT_TOKEN",
        "HTTPS_PROXY",
        "DISPLAY",
        "VIRTUAL_ENV"
      })
  void whatever_could_matter_to_an_ad_hoc_server_reaches_it_and_splits_sharing(String name)
      throws Exception {
    Given one = Given.adHoc("npx", "server").variable(name, "1");
    Given other = Given.adHoc("npx", "server").variable(name, "2");

    assertThat(one.processVariable(name)).isEqualTo("1");
    assertThat(one.key()).isNotEqualTo(other.key());
    assertThat(one.key()).isNotEqualTo(Given.adHoc("npx", "server").key());
  }

  @Test
  void a_process_of_one_session_gets_the_whole_environment_of_an_ad_hoc_command() throws Exception {
    Given given = Given.adHoc("npx", "@playwright/mcp").variable("TMUX", "1").variable("X", "2");

    assertThat(given.processVariable("TMUX")).isEqualTo("1");
    assertThat(given.processVariable("X")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "HOME",
        "USER",
        "LANG",
        "LC_ALL",
        "LC_TIME",
        "TMPDIR",
        "SHELL",
        "XDG_CONFIG_HOME",
        "SSL_CERT_FILE",
        "HTTPS_PROXY",
        "https_proxy",
        "NO_PROXY"
      })
  void a_named_server_gets_the_base_of_the_session(String name) throws Exception {
    Given one = Given.named().variable(name, "/1");
    Given other = Given.named().variable(name, "/2");

    assertThat(one.processVariable(name)).isEqualTo("/1");
    assertThat(one.key()).isNotEqualTo(other.key());
  }

  @Test
  void a_client_that_hands_on_next_to_nothing_shares_a_named_server_with_a_login_shell()
      throws Exception {
    Map<String, String> user = Map.of("USER", "me", "SHELL", "/bin/sh", "LANG", "C.UTF-8");
    Given thin = Given.named().user(user);
    Given shell =
        Given.named()
            .user(user)
            .variable("USER", "me")
            .variable("LOGNAME", "me")
            .variable("SHELL", "/bin/zsh")
            .variable("LANG", "de_DE.UTF-8")
            .variable("LC_TIME", "de_DE.UTF-8")
            .variable("TERM", "xterm")
            .variable("XDG_RUNTIME_DIR", "/run/user/1000")
            .variable("XDG_SESSION_ID", "3");

    assertThat(thin.key()).isEqualTo(shell.key());
    assertThat(thin.processVariable("LANG")).isEqualTo("C.UTF-8");
    assertThat(Given.named().user(user).variable("HTTPS_PROXY", "http://p").key())
        .isNotEqualTo(thin.key());
    assertThat(Given.named().user(user).variable("PATH", "/usr/bin").key())
        .isNotEqualTo(thin.key());
    assertThat(
            Given.named().user(user).passEnv("LANG").variable("LANG", "de").processVariable("LANG"))
        .isEqualTo("de");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SLACK_BOT_TOKEN", "SSH_AUTH_SOCK", "CLAUDE_CODE_OAUTH_TOKEN", "TERM"})
  void nothing_else_of_the_session_reaches_a_named_server(String name) throws Exception {
    Given given = Given.named().variable(name, "1");

    assertThat(given.processVariable(name)).isNull();
    assertThat(given.key()).isEqualTo(Given.named().key());
  }

  @Test
  void a_variable_of_the_config_is_resolved_from_the_session_and_splits_sharing() throws Exception {
    Given one = Given.named().env("SLACK_BOT_TOKEN", "${MINE}").variable("MINE", "a");
    Given other = Given.named().env("SLACK_BOT_TOKEN", "${MINE}").variable("MINE", "b");

    assertThat(one.processVariable("SLACK_BOT_TOKEN")).isEqualTo("a");
    assertThat(one.key()).isNotEqualTo(other.key());
  }

  @Test
  void variables_to_be_passed_are_taken_from_the_session_where_it_has_them() throws Exception {
    Given one = Given.named().passEnv("TOKEN", "NONE").variable("TOKEN", "a");
    Given other = Given.named().passEnv("TOKEN", "NONE").variable("TOKEN", "b");

    assertThat(one.processVariable("TOKEN")).isEqualTo("a");
    assertThat(one.processVariable("NONE")).isNull();
    assertThat(one.key()).isNotEqualTo(other.key());
  }

  @Test
  void the_config_has_the_last_word_on_a_variable() throws Exception {
    Given given = Given.named().passEnv("A").variable("A", "session").env("A", "config");

    assertThat(given.processVariable("A")).isEqualTo("config");
    assertThat(Given.named().env("PATH", "/only").processVariable("PATH")).isEqualTo("/only");
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void the_project_directory_is_passed_unless_all_sessions_share(Scope scope) throws Exception {
    Given given =
        Given.named()
            .policy(SharingPolicy.defaults().withShare(scope))
            .variable("CLAUDE_PROJECT_DIR", "/p");

    assertThat(given.processVariable("CLAUDE_PROJECT_DIR"))
        .isEqualTo(scope == Scope.GLOBAL ? null : "/p");
  }

  @Test
  void the_project_directory_is_passed_to_an_ad_hoc_command_unless_all_sessions_share()
      throws Exception {
    assertThat(
            Given.adHoc("x")
                .variable("CLAUDE_PROJECT_DIR", "/p")
                .processVariable("CLAUDE_PROJECT_DIR"))
        .isEqualTo("/p");
    assertThat(
            Given.adHoc("npx", "@notionhq/notion-mcp-server")
                .variable("CLAUDE_PROJECT_DIR", "/p")
                .processVariable("CLAUDE_PROJECT_DIR"))
        .isNull();
  }

  @Test
  void a_client_that_does_not_name_its_project_shares_with_one_that_does() throws Exception {
    SharingPolicy project = SharingPolicy.defaults().withShare(Scope.PROJECT);
    Given naming = Given.adHoc("x").variable("CLAUDE_PROJECT_DIR", Given.PROJECT);
    Given namingToo = Given.named().policy(project).variable("CLAUDE_PROJECT_DIR", Given.PROJECT);

    assertThat(Given.adHoc("x").key()).isEqualTo(naming.key());
    assertThat(Given.named().policy(project).key()).isEqualTo(namingToo.key());
    assertThat(Given.adHoc("x").processVariable("CLAUDE_PROJECT_DIR")).isEqualTo(Given.PROJECT);
    assertThat(Given.named().processVariable("CLAUDE_PROJECT_DIR")).isNull();
  }

  @Test
  void directories_that_Codex_puts_on_the_path_for_itself_are_not_for_a_shared_process()
      throws Exception {
    String own =
        "/home/me/.codex/tmp/arg0-linux/codex-arg0%s:/usr/lib/node_modules/@openai/codex-linux-x64/"
            + "vendor/x86_64-unknown-linux-musl/codex-path:/bin::/usr/local/bin:";
    Given one = Given.named().variable("PATH", String.format(own, "AbC123"));
    Given other = Given.named().variable("PATH", String.format(own, "dEf456"));
    Given none = Given.named().variable("PATH", "/bin::/usr/local/bin:");

    assertThat(one.processVariable("PATH")).isEqualTo("/bin::/usr/local/bin:");
    assertThat(one.key()).isEqualTo(other.key()).isEqualTo(none.key());
    assertThat(Given.named().variable("PATH", "/opt/codex-path:/bin").processVariable("PATH"))
        .isEqualTo("/opt/codex-path:/bin");
    SharingPolicy session = SharingPolicy.defaults().withShare(Scope.SESSION);
    assertThat(
            Given.named()
                .policy(session)
                .variable("PATH", String.format(own, "AbC123"))
                .processVariable("PATH"))
        .contains("codex-arg0AbC123");
  }

  @Test
  void a_rule_with_a_value_takes_a_variable_with_that_value_alone() throws Exception {
    assertThat(Given.adHoc("x").variable("LANGUAGE", "").key()).isEqualTo(Given.adHoc("x").key());
    assertThat(Given.adHoc("x").variable("LANGUAGE", "de").processVariable("LANGUAGE"))
        .isEqualTo("de");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KITTY_PUBLIC_KEY",
        "DIRENV_DIFF",
        "BYOBU_CONFIG_DIR",
        "VSCODE_GIT_IPC_AUTH_TOKEN"
      })
  void what_only_looks_like_a_credential_or_a_setting_is_taken_by_its_exact_name(String name)
      throws Exception {
    Given one = Given.adHoc("x").variable(name, "eJxcystuqkAYAOB3ddyEA6tQuJiyiUFuSg3pRsi4");

    assertThat(one.key()).isEqualTo(Given.adHoc("x").key());
  }
}
