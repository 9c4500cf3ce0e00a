package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private static Secrets secrets(LaunchTemplate launch) {
    ServerConfig server =
        new ServerConfig(
            "s", launch, SharingPolicy.defaults(), LifePolicy.defaults(), ToolFilter.none());
    MuxConfig config = new MuxConfig(Map.of("s", server), Limits.defaults());
    return new Secrets(() -> config);
  }

  private static LaunchTemplate.Program program(List<String> args, Map<String, String> env) {
    List<String> words = new ArrayList<>(List.of("srv"));
    words.addAll(args);
    return new LaunchTemplate.Program(words).withEnv(env).passing(List.of("PASSED"));
  }

  @Test
  void values_of_the_config_are_secrets_also_where_variables_stand_for_them() {
    Secrets secrets =
        secrets(
            program(
                List.of("--db=${DB}!", "--api-key", "plain-1", "--password=plain-2", "word"),
                Map.of("REGION", "${R}", "SHORT", "ab")));
    secrets.learn(
        "s",
        new ProcessLaunch(
            List.of("srv", "--db=dbvalue!", "--api-key", "plain-1", "--password=plain-2", "word"),
            Map.of("REGION", "eu-west", "SHORT", "ab", "PASSED", "passed-on", "LANG", "C.UTF-8"),
            "/"));

    assertThat(secrets.masks().hide("eu-west ab passed-on C.UTF-8 --db=dbvalue! plain-1 plain-2"))
        .isEqualTo("••• ab ••• C.UTF-8 --db=•••! ••• •••");
    assertThat(secrets.masks().hide("word")).isEqualTo("word");
  }

  @Test
  void headers_of_a_remote_server_are_secrets_whole_and_in_parts() {
    Secrets secrets = secrets(program(List.of(), Map.of()));
    secrets.learn(
        "other",
        new RemoteLaunch(
            RemoteKind.HTTP, URI.create("http://x/"), Map.of("x-team", "Bearer teamvalue")));

    assertThat(secrets.masks().hide("it is teamvalue")).isEqualTo("it is •••");
  }

  @Test
  void many_sessions_push_out_no_secret_of_a_server() {
    Secrets secrets = secrets(program(List.of(), Map.of()));
    secrets.learn("s", new ProcessLaunch(List.of("srv"), Map.of("MY_TOKEN", "servervalue"), "/"));
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < 5000; i++) {
      variables.put("N" + i + "_TOKEN", "value-" + i);
    }
    secrets.learn(new SessionHello(new Target.Named("s"), "/", variables));

    assertThat(secrets.masks().hide("servervalue")).isEqualTo("•••");
  }

  @Test
  void variables_of_sessions_are_secrets_if_their_names_say_so() {
    Secrets secrets = secrets(program(List.of(), Map.of()));
    secrets.learn(
        new SessionHello(
            new Target.Named("s"),
            "/",
            Map.of("GH_TOKEN", "ghvalue1", "FB_PAGE_TOKEN", "fbvalue1", "EDITOR", "vim-editor")));

    assertThat(secrets.masks().hide("ghvalue1 fbvalue1 vim-editor"))
        .isEqualTo("••• ••• vim-editor");
  }
}
