package dev.mcpmux.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientEnvironmentTest {

  @Test
  void what_the_launcher_changed_is_as_the_client_had_it() {
    Map<String, String> restored =
        ClientEnvironment.restore(
            Map.of(
                "LC_ALL", "C.UTF-8",
                "MCPMUX_CLIENT_LC_ALL", "xC",
                "MCPMUX_CLIENT_JAVA_TOOL_OPTIONS", "x-Dé=1",
                "MCPMUX_CLIENT_JDK_JAVA_OPTIONS", "x",
                "MCPMUX_CLIENT__JAVA_OPTIONS", "",
                "MCPMUX_HOME", "/h",
                "JAVA_MAIN_CLASS_17", "dev.mcpmux.cli.Main"));

    assertThat(restored)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "LC_ALL", "C",
                "JAVA_TOOL_OPTIONS", "-Dé=1",
                "JDK_JAVA_OPTIONS", "",
                "MCPMUX_HOME", "/h"));
  }

  @Test
  void a_locale_that_was_not_set_is_not_set_again() {
    assertThat(ClientEnvironment.restore(Map.of("LC_ALL", "C.UTF-8", "MCPMUX_CLIENT_LC_ALL", "")))
        .isEmpty();
  }

  @Test
  void without_the_launcher_nothing_changes() {
    Map<String, String> environment = Map.of("LC_ALL", "C", "A", "b");

    assertThat(ClientEnvironment.restore(environment)).isEqualTo(environment);
  }

  @Test
  void a_process_inherits_what_is_the_same_here_and_gets_nothing_else() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("x");
    Map<String, String> wanted =
        Map.of("PATH", System.getenv("PATH"), "NEW_ONE", "é", "HOME", "/h");

    ClientEnvironment.give(wanted, builder);

    assertThat(builder.environment()).isEqualTo(wanted);
    assertThatThrownBy(() -> ClientEnvironment.give(Map.of("ODD", "\udce9"), builder))
        .isInstanceOf(IOException.class)
        .hasMessage("the variable ODD is not UTF-8, and Java cannot hand on what is not");
  }

  @Test
  void a_daemon_gets_no_secret_and_nothing_of_the_session() {
    assertThat(
            ClientEnvironment.base(
                Map.of(
                    "PATH", "/bin",
                    "HOME", "/home/ann",
                    "XDG_RUNTIME_DIR", "/run/user/1",
                    "https_proxy", "http://proxy",
                    "SSL_CERT_FILE", "/certs",
                    "SLACK_BOT_TOKEN", "secret",
                    "CLAUDE_CODE_SESSION_ID", "1",
                    "LC_ALL", "C")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "PATH", "/bin",
                "HOME", "/home/ann",
                "XDG_RUNTIME_DIR", "/run/user/1",
                "https_proxy", "http://proxy",
                "SSL_CERT_FILE", "/certs",
                "LC_ALL", "C.UTF-8"));
  }
}
