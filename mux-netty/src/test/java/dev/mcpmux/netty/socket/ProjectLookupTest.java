package dev.mcpmux.netty.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.files.FilePaths;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.RelayHello;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLookupTest {

  @TempDir Path directory;
  private Path project;
  private Path cwd;

  @BeforeEach
  void make() throws Exception {
    project = directory.resolve("project");
    cwd = Files.createDirectories(project.resolve("src/main"));
  }

  @Test
  void the_project_is_the_nearest_directory_above_with_a_git_entry() throws Exception {
    assertThat(complete(Map.of(), "a").projectRoot()).isEqualTo(cwd.toString());

    Files.createDirectory(project.resolve(".git"));
    assertThat(complete(Map.of(), "a").projectRoot()).isEqualTo(project.toString());

    Files.writeString(project.resolve("src/.git"), "gitdir: elsewhere\n");
    assertThat(complete(Map.of(), "a").projectRoot()).isEqualTo(project.resolve("src").toString());
  }

  @Test
  void a_project_directory_that_the_client_names_goes_first_if_it_is_one() throws Exception {
    Files.createDirectory(project.resolve(".git"));
    Map<String, String> good = Map.of("CLAUDE_PROJECT_DIR", directory.toString());

    assertThat(complete(good, "a").projectRoot()).isEqualTo(directory.toString());
    for (String bad : List.of("", "relative", "/no/such/directory", "/\0")) {
      assertThat(complete(Map.of("CLAUDE_PROJECT_DIR", bad), "a").projectRoot())
          .isEqualTo(project.toString());
    }
  }

  @Test
  void the_link_that_fnm_makes_for_each_shell_leads_to_the_same_path_in_all() throws Exception {
    Path node = Files.createDirectories(directory.resolve("fnm/v22/installation")).toRealPath();
    Files.createDirectory(node.resolve("bin"));
    Path one = Files.createSymbolicLink(directory.resolve("123_456"), node);
    Path other = Files.createSymbolicLink(directory.resolve("789_012"), node);

    assertThat(sharedPath(one, one + "/bin:/usr/bin"))
        .isEqualTo(sharedPath(other, other + "/bin:/usr/bin"))
        .contains(node + "/bin:/usr/bin");
    assertThat(sharedPath(one, "/usr/bin")).isEmpty();
    assertThat(sharedPath(directory.resolve("gone"), directory + "/gone/bin:/usr/bin")).isEmpty();
  }

  private Optional<String> sharedPath(Path link, String path) {
    Map<String, String> fnm = Map.of("FNM_MULTISHELL_PATH", link.toString(), "PATH", path);
    return complete(fnm, "a").traces().sharedPath();
  }

  @Test
  void words_that_mean_files_in_the_cwd_are_noticed() throws Exception {
    Files.createDirectory(project.resolve(".git"));
    Files.writeString(cwd.resolve("server.js"), "");

    assertThat(namesFiles("node", "server.js")).isTrue();
    assertThat(namesFiles("./run")).isTrue();
    assertThat(namesFiles("x", "../other")).isTrue();
    assertThat(namesFiles("x", ".")).isTrue();
    assertThat(namesFiles("npx", "-y", "some-package")).isFalse();
    assertThat(namesFiles("x", "-server.js", "/server.js", "", "a\0b")).isFalse();
  }

  @Test
  void in_the_root_itself_it_makes_no_difference() throws Exception {
    Files.createDirectory(cwd.resolve(".git"));

    assertThat(namesFiles("./run")).isFalse();
  }

  @Test
  void directories_that_are_not_utf8_are_projects_of_their_own() throws Exception {
    Path odd = Files.createDirectories(FilePaths.of(directory + "/caf\udce9/src"));
    cwd = odd;
    assertThat(complete(Map.of(), "a").projectRoot()).isEqualTo(directory + "/caf\udce9/src");

    Files.createDirectory(odd.resolveSibling(".git"));
    Files.createFile(odd.resolve(FilePaths.of("s\udce8.js")));
    assertThat(complete(Map.of(), "a").projectRoot()).isEqualTo(directory + "/caf\udce9");
    assertThat(namesFiles("node", "s\udce8.js")).isTrue();
    assertThat(namesFiles("node", "s\udce9.js")).isFalse();
    Map<String, String> named = Map.of("CLAUDE_PROJECT_DIR", directory + "/caf\udce9");
    cwd = directory;
    assertThat(complete(named, "a").projectRoot()).isEqualTo(directory + "/caf\udce9");
  }

  private boolean namesFiles(String... words) {
    return complete(Map.of(), words).namesFilesInCwd();
  }

  private SessionHello complete(Map<String, String> environment, String... words) {
    Target target = new Target.AdHoc(List.of(words));
    Hello hello =
        new Hello(
            Optional.of(target),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            FilePaths.text(cwd),
            environment,
            1,
            RelayHello.NONE);
    return ProjectLookup.of(hello, Map.of()).answer().complete(hello, SessionTraces.none());
  }
}
