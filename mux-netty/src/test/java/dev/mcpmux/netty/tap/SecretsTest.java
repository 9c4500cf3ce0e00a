package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private final Secrets secrets = new Secrets();

  private String shown(String text) {
    return secrets.masks().hide(text);
  }

  @Test
  void values_of_the_config_are_secrets_also_where_variables_stand_for_them() {
    secrets.learn(
        new ProcessLaunch(
            List.of("srv", "--db=x://user01:dbvalue@h", "--api-key", "plain-1", "word"),
            new TreeMap<>(Map.of("REGION", "eu-west", "SHORT", "ab", "LANG", "C.UTF-8")),
            "/",
            new TreeSet<>(List.of("eu-west", "ab", "user01", "dbvalue"))));

    assertThat(shown("eu-west ab C.UTF-8 user01 dbvalue plain-1"))
        .isEqualTo("••• ab C.UTF-8 ••• ••• •••");
    assertThat(shown("word")).isEqualTo("word");
  }

  @Test
  void secrets_in_the_words_of_a_command_are_known_by_what_stands_before_them() {
    secrets.learn(
        new ProcessLaunch(
            List.of(
                "srv",
                "--password=plain-2",
                "--dbpass",
                "plain-3",
                "--header",
                "Authorization: Bearer plain-4",
                "--header=X-Api-Key:plain-5",
                "x://ann:plain%2d6@h",
                "http://host:8080/a@b",
                "http://host/?a=b",
                ":=",
                "=:",
                ":",
                "",
                "time:plain-7"),
            Map.of("DATABASE_URL", "x://ann:plain-8@h"),
            "/"));

    assertThat(shown("plain-2 plain-3 plain-4 plain-5 plain%2d6 plain-6 plain-8"))
        .isEqualTo("••• ••• ••• ••• ••• ••• •••");
    assertThat(shown("8080/a plain-7")).isEqualTo("8080/a plain-7");
  }

  @Test
  void a_header_among_the_words_may_have_a_value_with_an_equals_sign() {
    secrets.learn(
        new ProcessLaunch(
            List.of(
                "srv",
                "--header",
                "Authorization: Basic YW5uOnBsYWluLTE=",
                "-H",
                "X-Api-Key: cGxhaW4tMg==",
                "--header=X-Api-Key:cGxhaW4tMw==",
                "--header=Authorization=plain-4"),
            Map.of(),
            "/"));

    assertThat(shown("YW5uOnBsYWluLTE= plain-1 cGxhaW4tMg== cGxhaW4tMw== plain-4"))
        .isEqualTo("••• ••• ••• ••• •••");
    assertThat(shown("a = b, c == d")).isEqualTo("a = b, c == d");
  }

  @Test
  void headers_of_a_remote_server_are_secrets_whole_and_in_parts() {
    secrets.learn(
        new RemoteLaunch(
            RemoteKind.HTTP, URI.create("http://x/"), Map.of("x-team", "Bearer teamvalue")));

    assertThat(shown("it is teamvalue")).isEqualTo("it is •••");
  }

  @Test
  void parameters_of_the_url_of_a_remote_server_are_secrets_as_settings_are() {
    secrets.learn(
        new RemoteLaunch(
            RemoteKind.HTTP, URI.create("http://x/mcp?k=key%2dvalue&f=json"), Map.of()));

    assertThat(shown("key%2dvalue key-value json mcp")).isEqualTo("••• ••• json mcp");
  }

  @Test
  void many_sessions_push_out_no_secret_of_a_server() {
    secrets.learn(new ProcessLaunch(List.of("srv"), Map.of("MY_TOKEN", "servervalue"), "/"));
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < 5000; i++) {
      variables.put("N" + i + "_TOKEN", "value-" + i);
    }
    secrets.learn(new SessionHello(new Target.Named("s"), "/", variables));

    assertThat(shown("servervalue")).isEqualTo("•••");
  }

  @Test
  void variables_of_sessions_are_secrets_if_their_names_say_so() {
    secrets.learn(
        new SessionHello(
            new Target.Named("s"),
            "/",
            Map.of("GH_TOKEN", "ghvalue1", "FB_PAGE_TOKEN", "fbvalue1", "EDITOR", "vim-editor")));

    assertThat(shown("ghvalue1 fbvalue1 vim-editor")).isEqualTo("••• ••• vim-editor");
  }
}
