package dev.mcpmux.netty.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFilesTest {

  private static final Launch LAUNCH = new ProcessLaunch(List.of("server"), Map.of(), "/");
  private static final long HOUR = 3_600_000;

  @TempDir Path state;

  private CatalogFiles files() {
    return new CatalogFiles(state.resolve("catalog"), launch -> "program", 2, HOUR);
  }

  private void save(CatalogFiles files, String key, int content) {
    files.keep(key, new byte[] {(byte) content});
    files.save(key);
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> all = Files.list(state.resolve("catalog"))) {
      return all.sorted().toList();
    }
  }

  @Test
  void what_was_kept_is_there_after_a_restart_with_its_age() throws Exception {
    save(files(), "TOKEN=secret", 7);

    CatalogFiles.Found found = files().load("TOKEN=secret", LAUNCH);

    assertThat(found.bytes()).containsExactly(7);
    assertThat(found.ageMillis()).isBetween(0L, HOUR);
    assertThat(found.program()).isEqualTo("program");
    assertThat(files().load("TOKEN=other", LAUNCH).bytes()).isNull();
  }

  @Test
  void keys_that_differ_in_bytes_that_are_not_utf8_have_files_of_their_own() throws Exception {
    save(files(), "caf\udce9", 7);

    assertThat(files().load("caf\udce9", LAUNCH).bytes()).containsExactly(7);
    assertThat(files().load("caf\udce8", LAUNCH).bytes()).isNull();
    assertThat(files().load("caf?", LAUNCH).bytes()).isNull();
  }

  @Test
  void every_file_is_for_the_user_only() throws Exception {
    save(files(), "key", 1);

    for (Path file : written()) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void a_name_can_only_be_told_with_the_secret() throws Exception {
    save(files(), "TOKEN=secret", 1);
    List<Path> first = written();
    Files.delete(state.resolve("catalog/secret"));
    save(files(), "TOKEN=secret", 1);

    assertThat(written()).hasSize(3).containsAll(first);
    assertThat(first.toString()).doesNotContain("TOKEN");
  }

  @Test
  void a_broken_secret_is_replaced() throws Exception {
    Files.createDirectory(state.resolve("catalog"));
    Files.write(state.resolve("catalog/secret"), new byte[5]);

    save(files(), "key", 3);

    assertThat(Files.size(state.resolve("catalog/secret"))).isEqualTo(32);
    assertThat(files().load("key", LAUNCH).bytes()).containsExactly(3);
  }

  @Test
  void old_files_and_the_oldest_of_too_many_are_deleted() throws Exception {
    CatalogFiles files = files();
    long now = System.currentTimeMillis();
    for (int i = 0; i < 4; i++) {
      save(files, "key" + i, i);
      for (Path file : written()) {
        long age = now - Files.getLastModifiedTime(file).toMillis();
        if (!file.endsWith("secret")) {
          Files.setLastModifiedTime(file, FileTime.fromMillis(now - age - 1000));
        }
      }
    }

    CatalogFiles next = files();

    assertThat(next.load("key3", LAUNCH).bytes()).containsExactly(3);
    assertThat(next.load("key2", LAUNCH).bytes()).containsExactly(2);
    assertThat(next.load("key1", LAUNCH).bytes()).isNull();
    assertThat(next.load("key0", LAUNCH).bytes()).isNull();
  }
}
