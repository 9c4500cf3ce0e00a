package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools are found by what they mean, with the model of mux-minilm, where that is built. */
class FindModelIT {
  private static final Path BUILT = Path.of("..", "mux-minilm", "target");

  /** It has no word of any tool, and means one. */
  private static final String WISH = "sum up two numbers";

  @TempDir private Path directory;
  private Installation mcpmux;
  private int lastCall;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(directory);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private static Path model() throws IOException {
    if (Files.isDirectory(BUILT)) {
      try (Stream<Path> files = Files.list(BUILT)) {
        List<Path> jars =
            files.filter(file -> file.toString().matches(".*/mcpmux-minilm-.*\\.jar")).toList();
        if (!jars.isEmpty()) {
          return jars.get(0).toAbsolutePath().normalize();
        }
      }
    }
    assumeThat(false).as("mux-minilm is built").isTrue();
    return null;
  }

  private void config(String model) throws IOException {
    mcpmux.config(
        "{\"mcpServers\":{\"it\":{\"command\":\""
            + Installation.MCPMUX
            + "\",\"args\":[\"sample-server\"]}},\"find\":{\"model\":\""
            + model
            + "\"}}");
  }

  private Client attach() throws Exception {
    Client session = mcpmux.start("attach", "--find");
    session.send(Client.INITIALIZE).readLine();
    session.send(Client.INITIALIZED);
    return session;
  }

  private String find(Client session, String wish) throws Exception {
    return session.call(++lastCall, "find_tools", "{\"query\":\"" + wish + "\"}");
  }

  @Test
  void a_session_finds_by_meaning_once_the_model_is_loaded() throws Exception {
    config(model().toString());
    Client session = attach();
    assertThat(find(session, "echo")).contains("it__echo");

    Installation.await(
        "what the tools mean is known",
        () -> {
          try {
            return find(session, "it never succeeds").contains("\"name\":\"it__fail\"");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertThat(mcpmux.run("status").out()).doesNotContain("find.model");
  }

  @Test
  void the_command_finds_by_meaning_with_the_model_of_the_config_or_another() throws Exception {
    config(model().toString());
    Path tools = directory.resolve("tools.jsonl");
    Files.writeString(
        tools,
        """
        {"server":"calculator","name":"add","description":"Adds a to b."}
        {"server":"weather","name":"forecast","description":"Is it going to rain?"}
        """);

    assertThat(mcpmux.run("find", "--json", "--tools", tools.toString(), WISH).out())
        .isEqualTo("[\"calculator/add\"]\n");
    mcpmux.config("{}");
    assertThat(mcpmux.run("find", "--json", "--tools", tools.toString(), WISH).out())
        .isEqualTo("[]\n");
    String jar = model().toString();
    assertThat(
            mcpmux.run("find", "--model", jar, "--json", "--tools", tools.toString(), WISH).out())
        .isEqualTo("[\"calculator/add\"]\n");
  }

  @Test
  void a_jar_without_a_model_is_named_and_the_words_go_on() throws Exception {
    Path jar = Files.writeString(directory.resolve("other.jar"), "x");
    config(jar.toString());
    String said = "other.jar: there is no model for mcpmux in it";

    assertThat(find(attach(), "echo")).contains("it__echo");
    Installation.await("the daemon says so", () -> status().contains(said));
    assertThat(mcpmux.daemonLog()).contains(said, "by their words alone");
    Installation.Result result = mcpmux.run("find", "echo");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("it  echo");
    assertThat(result.err().replaceAll("\\s+", " ")).contains(said, "by their words alone");
  }

  private String status() {
    try {
      return mcpmux.run("status").out().replaceAll("\\s+", " ");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_jar_that_is_not_there_is_a_warning_of_the_config() throws Exception {
    config("/nowhere/model.jar");

    assertThat(mcpmux.run("config", "check").err().replaceAll("\\s+", " "))
        .contains("find.model: there is no file /nowhere/model.jar that can be read");
  }
}
