package dev.mcpmux.netty.npx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.npx.NpxResolver.Unclear;
import dev.mcpmux.netty.process.ProcessLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever npx might run something else, nothing is resolved. */
class NpxResolverTest {

  @TempDir Path directory;

  private final Helper helper = new Helper();
  private NpmRun run;
  private FakeNpm npm;

  @BeforeEach
  void open() throws Exception {
    run = new NpmRun(new ProcessLedger(directory), helper, false);
    npm = new FakeNpm(directory, "");
  }

  @AfterEach
  void close() {
    run.kill();
    helper.shutdownNow();
  }

  @Test
  void the_program_that_is_called_like_the_package_is_taken() throws Exception {
    Resolution found = resolve();

    assertThat(found.program()).isEqualTo(npm.program.toString());
    assertThat(found.version()).isEqualTo("1.0.0");
    assertThat(found.isValid(npm.launch)).isTrue();
  }

  @Test
  void a_package_without_such_a_program_is_unclear() throws Exception {
    npm.describe("1.0.0", "{\"one\": \"a.js\", \"other\": \"b.js\"}");
    expectUnclear("the package has no program server-a");
  }

  @Test
  void a_program_that_the_shell_finds_elsewhere_is_unclear() throws Exception {
    npm.found = "server-a";
    npm.say();
    expectUnclear("the shell finds another server-a");
  }

  @Test
  void a_package_outside_of_the_cache_is_unclear() throws Exception {
    npm.environment.put("PATH", npm.cwd + "/node_modules/.bin:/usr/bin");
    npm.say();
    expectUnclear("it is not taken from npm's cache");
  }

  @Test
  void a_project_that_names_the_package_is_unclear() throws Exception {
    Path project = npm.cwd.resolve("package.json");
    Files.writeString(project, "{\"dependencies\": {\"@scope/server-a\": \"1\"}}");
    expectUnclear(project + " has \"@scope/server-a\"");
  }

  @Test
  void workspaces_above_are_unclear() throws Exception {
    Path root = npm.cwd.resolveSibling("package.json");
    Files.writeString(root, "{\"workspaces\": [\"project\"]}");
    expectUnclear(root + " has \"workspaces\"");
  }

  @Test
  void a_global_installation_is_unclear() throws Exception {
    Path programs = directory.resolve("global/bin");
    Files.createDirectories(programs);
    Files.createFile(programs.resolve("server-a"));
    expectUnclear("it is installed globally");
  }

  @Test
  void an_npm_that_changes_what_concerns_the_program_is_unclear() throws Exception {
    npm.environment.put("NODE_OPTIONS", "--inspect");
    npm.say();
    expectUnclear("npm changes NODE_OPTIONS");
  }

  @Test
  void a_shell_of_the_users_choice_is_unclear() throws Exception {
    npm.environment.put("npm_config_script_shell", "/bin/zsh");
    npm.say();
    expectUnclear("npm is set up with npm_config_script_shell");
  }

  @Test
  void the_npx_of_another_tool_is_unclear() throws Exception {
    Path other = Files.move(npm.npx, directory.resolve("shim"));
    Path link = directory.resolve("tools/npx");
    Files.delete(link);
    Files.createSymbolicLink(link, other);
    expectUnclear("npx is not that of npm: " + link.toRealPath().resolveSibling("tools/npx"));
  }

  private Resolution resolve() throws Exception {
    NpxCommand command = NpxCommand.parse(npm.launch.command()).orElseThrow();
    return new NpxResolver(this::answer, command, npm.launch).resolve(1);
  }

  private String answer(NpmQuestion question) throws IOException {
    return run.output(question.words(), question.environment(), question.cwd());
  }

  private void expectUnclear(String why) {
    assertThatThrownBy(this::resolve).isInstanceOf(Unclear.class).hasMessage(why);
  }
}
