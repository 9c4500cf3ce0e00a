package dev.mcpmux.netty.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePathsTest {

  @TempDir Path directory;

  @Test
  void a_path_that_is_not_utf8_is_one_of_its_own() throws Exception {
    Path one = FilePaths.of(directory + "/caf\udce9 %41?#");
    Path other = FilePaths.of(directory + "/caf\udce8 %41?#");
    Files.createDirectory(one);
    Files.createFile(other);

    assertThat(one).isDirectory().isNotEqualTo(other);
    assertThat(other).isRegularFile();
    assertThat(FilePaths.text(one)).isEqualTo(directory + "/caf\udce9 %41?#");
    assertThat(FilePaths.text(other)).isEqualTo(directory + "/caf\udce8 %41?#");
    try (Stream<Path> found = Files.list(directory)) {
      assertThat(found).containsExactlyInAnyOrder(one, other);
    }
  }

  @Test
  void a_relative_one_is_meant_in_another() {
    Path path = FilePaths.of("../a/\udce9/./b");

    assertThat(path.isAbsolute()).isFalse();
    assertThat(FilePaths.of("/x/y\udce8").resolve(path))
        .isEqualTo(FilePaths.of("/x/y\udce8/../a/\udce9/./b"));
  }

  @Test
  void what_no_path_can_be_is_refused() {
    for (String text : List.of("/\udce9\0", "/\ud800", "a\udc00")) {
      assertThatThrownBy(() -> FilePaths.of(text)).isInstanceOf(InvalidPathException.class);
    }
  }
}
