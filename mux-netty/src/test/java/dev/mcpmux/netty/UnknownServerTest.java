package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.config.Transport;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who asks for a server that is not known has the config read again first. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class UnknownServerTest extends EndToEnd {

  private static final String NEW = "{\"name\":\"new\"}";

  private Runnable refresh = () -> {};

  @Override
  public void choose(MuxServerBuilder builder) {
    builder.controlCalls(
        new ControlCalls() {
          @Override
          public Optional<String> answer(String call, Optional<String> server) {
            return Optional.empty();
          }

          @Override
          public void refresh() {
            refresh.run();
          }

          @Override
          public List<String> notices() {
            return List.of();
          }
        });
  }

  @BeforeEach
  void begin() throws Exception {
    start(Limits.defaults());
  }

  /** One that works in the directory of a session that has a file of this name. */
  private void addServer() {
    ServerConfig echo = echo(Optional.empty(), SharingPolicy.defaults());
    LaunchTemplate.Program program = (LaunchTemplate.Program) echo.launch();
    List<String> words = new ArrayList<>(program.words());
    words.add("some.txt");
    ServerConfig added = new ServerConfig("new", new LaunchTemplate.Program(words), echo.sharing());
    server
        .reconfigure(new MuxConfig(Map.of("new", added), Limits.defaults()))
        .toCompletableFuture()
        .join();
  }

  @Test
  void what_is_in_force_by_then_is_used_whoever_has_read_it() throws Exception {
    refresh = this::addServer;

    session(NEW);

    assertThat(processes()).hasSize(1);
  }

  @Test
  void the_directory_is_looked_at_for_the_files_of_the_server_as_it_is_now() throws Exception {
    Files.writeString(directory.resolve("some.txt"), "");
    refresh = this::addServer;

    session(NEW);
    session(NEW);

    assertThat(processes()).hasSize(1);
  }

  @Test
  void a_profile_that_is_there_by_then_is_one_too() throws Exception {
    Aggregate web = new Aggregate("__", false, Set.of(), Map.of("web", new Profile(Map.of())));
    refresh =
        () ->
            server
                .reconfigure(
                    new MuxConfig(
                        Map.of(), Limits.defaults(), MuxConfig.Rules.none(), Set.of(), web))
                .toCompletableFuture()
                .join();

    assertThat(attach("{\"all\":true,\"profile\":\"web\"}")).isNotNull();
  }

  @Test
  void a_profile_that_is_not_there_then_either_is_refused() {
    assertThatThrownBy(() -> attach("{\"all\":true,\"profile\":\"web\"}"))
        .hasMessageContaining("unknown-profile")
        .hasMessageContaining("there is no profile named \\\"web\\\" (none configured)");
  }

  @Test
  void nobody_was_refused_who_is_served() throws Exception {
    refresh = this::addServer;
    session(NEW);

    TestClient client = new TestClient(socket);
    client.send("{\"mcpmux\":1,\"control\":\"status\"}");

    assertThat(client.line()).contains("\"sessions\"").doesNotContain("unknown-server");
    client.close();
  }

  @Test
  void a_failure_to_read_it_is_answered() {
    refresh =
        () -> {
          throw new IllegalStateException("cannot be read");
        };

    assertThatThrownBy(() -> attach(NEW)).hasMessageContaining("\"internal-error\"");
  }

  @Test
  void one_that_is_not_there_then_either_is_refused() {
    assertThatThrownBy(() -> attach(NEW)).hasMessageContaining("unknown-server");
  }
}
