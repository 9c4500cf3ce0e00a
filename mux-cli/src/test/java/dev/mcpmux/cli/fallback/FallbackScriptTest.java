package dev.mcpmux.cli.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.DirectStart;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackScriptTest {

  private static final Set<String> KEPT = Set.of("PATH", "HOME", "LC_*", "*_PROXY", "GIVEN");

  /** Prints its words, its directory and its variables, with a line between. */
  private static final String SHOW = "printf '<%s>' \"$@\"; echo; pwd; env";

  @TempDir private Path directory;
  private Path home;
  private Path project;
  private Path client;
  private final Map<String, String> session = new HashMap<>();

  @BeforeEach
  void makeDirectories() throws IOException {
    directory = directory.toRealPath();
    home = Files.createDirectories(directory.resolve("home/sub")).getParent();
    client = Files.createDirectories(directory.resolve("project/client"));
    project = client.getParent();
    Files.createDirectory(project.resolve(".git"));
    session.put("PATH", "/usr/bin:/bin");
    session.put("HOME", home.toString());
  }

  @Test
  void what_the_config_has_in_clear_arrives_as_it_is() throws Exception {
    List<String> odd =
        List.of(
            "it's", "$HOME `id` $(id) \\", "a\nb", "*", "~", "", "ünï", "\"x\"", "-n", "a=b", "%s");

    Result result = run(start(Scope.GLOBAL, odd, Map.of("VALUE", "it's $HOME\\ `id`")));

    assertThat(result.words).isEqualTo("<" + String.join("><", odd) + ">");
    assertThat(result.variables).containsEntry("VALUE", "it's $HOME\\ `id`");
  }

  @Test
  void variables_are_the_sessions_and_are_read_before_the_environment_is_cut() throws Exception {
    session.put("SECRET", "s'e\"c $x");
    session.put("EMPTY", "");
    List<String> words = List.of("${SECRET}-${EMPTY:-it's}", "${NONE:-$a}${NONE:-}", "${EMPTY}");
    DirectStart start = start(Scope.GLOBAL, words, Map.of("TOKEN", "t ${SECRET}"));

    Result result = run(start);

    assertThat(result.words).isEqualTo("<s'e\"c $x-it's><$a><>");
    assertThat(result.variables).containsEntry("TOKEN", "t s'e\"c $x").doesNotContainKey("SECRET");
    assertThat(FallbackScript.of(start).lines().skip(1).findFirst())
        .contains("# needs: EMPTY SECRET");
  }

  @Test
  void of_the_sessions_variables_only_those_arrive_that_a_process_gets() throws Exception {
    session.putAll(
        Map.of("LC_ALL", "C", "HTTPS_PROXY", "p", "GIVEN", "g", "OTHER", "o\nLC_FAKE=x\n"));
    session.put("CLAUDE_PROJECT_DIR", project.toString());

    assertThat(run(start(Scope.GLOBAL, List.of(), Map.of())).variables.keySet())
        .isSubsetOf(
            "PATH",
            "HOME",
            "LC_ALL",
            "HTTPS_PROXY",
            "GIVEN",
            "PWD",
            "_",
            "SHLVL",
            "MCPMUX_FALLBACK")
        .contains("PATH", "HOME", "LC_ALL", "HTTPS_PROXY", "GIVEN");
    assertThat(run(start(Scope.SESSION, List.of(), Map.of())).variables)
        .containsEntry("CLAUDE_PROJECT_DIR", project.toString());
  }

  @Test
  void the_directory_follows_the_scope() throws Exception {
    assertThat(run(start(Scope.GLOBAL, List.of(), Map.of())).cwd).isEqualTo(home.toString());
    assertThat(run(start(Scope.SESSION, List.of(), Map.of())).cwd).isEqualTo(client.toString());
    Result inProject = run(start(Scope.PROJECT, List.of(), Map.of()));
    assertThat(inProject.cwd).isEqualTo(project.toString());
    assertThat(inProject.variables).containsEntry("CLAUDE_PROJECT_DIR", project.toString());
    Path said = Files.createDirectory(directory.resolve("said"));
    session.put("CLAUDE_PROJECT_DIR", said.toString());
    assertThat(run(start(Scope.PROJECT, List.of(), Map.of())).cwd).isEqualTo(said.toString());
  }

  @Test
  void a_directory_of_the_config_counts_from_there() throws Exception {
    session.put("DIR", "sub");

    assertThat(run(with("${DIR}")).cwd).isEqualTo(home.resolve("sub").toString());
    assertThat(run(with(client.toString())).cwd).isEqualTo(client.toString());
  }

  @Test
  void a_word_that_names_a_file_of_the_client_has_it_run_there() throws Exception {
    DirectStart start =
        new DirectStart(
            program(List.of(), Map.of(), Optional.empty()),
            Scope.GLOBAL,
            false,
            List.of("it's.db", "other"),
            KEPT);
    assertThat(run(start).cwd).isEqualTo(home.toString());

    Files.createFile(client.resolve("it's.db"));

    Result there = run(start);
    assertThat(there.cwd).isEqualTo(client.toString());
    assertThat(there.variables).containsEntry("CLAUDE_PROJECT_DIR", project.toString());
  }

  @Test
  void a_variable_with_a_name_that_a_shell_does_not_take_arrives() throws Exception {
    DirectStart start =
        new DirectStart(
            new LaunchTemplate.Program("printenv", "a.b-c").withEnv(Map.of("a.b-c", "/it's")),
            Scope.GLOBAL,
            false,
            List.of(),
            KEPT);

    assertThat(run(start).cwd).isEqualTo("/it's");
  }

  private DirectStart start(Scope scope, List<String> words, Map<String, String> env) {
    return new DirectStart(program(words, env, Optional.empty()), scope, false, List.of(), KEPT);
  }

  private DirectStart with(String cwd) {
    return new DirectStart(
        program(List.of(), Map.of(), Optional.of(cwd)), Scope.GLOBAL, false, List.of(), KEPT);
  }

  private static LaunchTemplate.Program program(
      List<String> words, Map<String, String> env, Optional<String> cwd) {
    List<String> all = new java.util.ArrayList<>(List.of("sh", "-c", SHOW, "show"));
    all.addAll(words);
    return new LaunchTemplate.Program(all).withEnv(env).in(cwd);
  }

  private record Result(String words, String cwd, Map<String, String> variables) {}

  private Result run(DirectStart start) throws Exception {
    Path script = directory.resolve("script.sh");
    Files.writeString(script, FallbackScript.of(start));
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", script.toString()).directory(client.toFile());
    builder.environment().clear();
    builder.environment().putAll(session);
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    int end = out.indexOf(">\n/");
    String words = end < 0 ? "" : out.substring(0, end + 1);
    String[] rest = out.substring(end < 0 ? 0 : end + 2).split("\n");
    Map<String, String> variables = new HashMap<>();
    for (String line : rest) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        variables.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return new Result(words, rest[0], variables);
  }
}
