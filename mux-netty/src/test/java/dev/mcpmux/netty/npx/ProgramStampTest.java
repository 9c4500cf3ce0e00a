package dev.mcpmux.netty.npx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.files.FilePaths;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.process.ProcessLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramStampTest {

  @TempDir Path directory;

  private final Helper helper = new Helper();
  private Unwrapper unwrapper;
  private Path script;

  @BeforeEach
  void makeScript() throws Exception {
    unwrapper =
        new Unwrapper(
            new StateFiles(directory), new ProcessLedger(directory), helper, server -> true);
    script = Files.writeString(directory.resolve("server.js"), "one");
  }

  @AfterEach
  void stop() {
    unwrapper.stop();
    helper.shutdownNow();
  }

  private String stamp(String... command) {
    return new ProgramStamp(unwrapper)
        .of(new ProcessLaunch(List.of(command), Map.of("PATH", "/usr/bin:/bin"), "" + directory));
  }

  @Test
  void it_stays_the_same_as_long_as_the_files_do() {
    assertThat(stamp("sh", "server.js")).isNotEmpty().isEqualTo(stamp("sh", "server.js"));
  }

  @Test
  void a_file_whose_name_is_not_utf8_counts_as_well() throws Exception {
    Path odd = Files.writeString(FilePaths.of(directory + "/caf\udce9.js"), "one");
    Files.writeString(FilePaths.of(directory + "/caf\udce8.js"), "one");
    String before = stamp("sh", "caf\udce9.js");

    Files.writeString(odd, "longer");

    assertThat(stamp("sh", "caf\udce9.js")).isNotEmpty().isNotEqualTo(before);
    assertThat(stamp("sh", "caf\udce8.js")).isNotEmpty().isNotEqualTo(before);
  }

  @Test
  void a_file_that_an_argument_names_makes_another_program_when_it_changes() throws Exception {
    String before = stamp("sh", "--flag", "--file=server.js");
    Files.setLastModifiedTime(script, FileTime.fromMillis(1));
    String touched = stamp("sh", "--flag", "--file=server.js");
    Files.writeString(script, "another");

    assertThat(touched).isNotEqualTo(before);
    assertThat(stamp("sh", "--flag", "--file=server.js")).isNotEqualTo(touched);
  }

  @Test
  void directories_data_and_words_do_not_matter() throws Exception {
    String before = stamp("sh", ".", "--db=notes.db", "word", "\0");
    Files.createDirectory(directory.resolve("sub"));
    Files.writeString(directory.resolve("notes.db"), "written by the server");

    assertThat(stamp("sh", ".", "--db=notes.db", "word", "\0")).isEqualTo(before);
  }

  @Test
  void of_what_is_not_there_and_of_an_unknown_package_nothing_can_be_told() {
    assertThat(stamp("no-such-program")).isEmpty();
    assertThat(stamp("npx", "-y", "some-package")).isEmpty();
  }
}
