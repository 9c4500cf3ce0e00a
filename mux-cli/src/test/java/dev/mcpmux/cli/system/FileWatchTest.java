package dev.mcpmux.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.config.ConfigFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a change of the config's files is told. */
class FileWatchTest {

  @TempDir private Path directory;
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void a_change_is_told_once_when_two_looks_have_seen_it() throws Exception {
    write("config.json", "{}");
    FileWatch watch = watch();
    watch.look();
    watch.look();
    assertThat(told).hasValue(0);

    write("config.json", "{\"a\": 1}");
    watch.look();
    assertThat(told).hasValue(0);
    watch.look();
    watch.look();

    assertThat(told).hasValue(1);
  }

  @Test
  void a_file_that_still_grows_is_not_told_of() throws Exception {
    FileWatch watch = watch();

    for (int size = 1; size < 5; size++) {
      write("config.json", "x".repeat(size));
      watch.look();
    }
    assertThat(told).hasValue(0);
    watch.look();

    assertThat(told).hasValue(1);
  }

  @Test
  void a_file_that_is_replaced_by_another_of_the_same_size_is_a_change() throws Exception {
    write("config.json", "{ }");
    FileWatch watch = watch();

    write("config.json.new", "{\t}");
    Files.setLastModifiedTime(
        directory.resolve("config.json.new"),
        Files.getLastModifiedTime(directory.resolve("config.json")));
    Files.move(
        directory.resolve("config.json.new"),
        directory.resolve("config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    watch.look();
    watch.look();

    assertThat(told).hasValue(1);
  }

  @Test
  void files_are_dropped_in_and_taken_out_also_where_there_was_no_directory() throws Exception {
    FileWatch watch = watch();

    Files.createDirectory(directory.resolve("servers.d"));
    write("servers.d/a.json", "{}");
    watch.look();
    watch.look();
    assertThat(told).hasValue(1);
    Files.delete(directory.resolve("servers.d/a.json"));
    watch.look();
    watch.look();

    assertThat(told).hasValue(2);
  }

  @Test
  void what_a_symbolic_link_points_to_counts() throws Exception {
    write("real.json", "{}");
    Files.createSymbolicLink(directory.resolve("config.json"), directory.resolve("real.json"));
    FileWatch watch = watch();

    write("real.json", "{\"a\": 1}");
    watch.look();
    watch.look();

    assertThat(told).hasValue(1);
  }

  @Test
  void another_mode_counts_as_a_change() throws Exception {
    write("config.json", "{}");
    FileWatch watch = watch();

    Files.setPosixFilePermissions(
        directory.resolve("config.json"), PosixFilePermissions.fromString("r--r-----"));
    watch.look();
    watch.look();

    assertThat(told).hasValue(1);
  }

  @Test
  void what_was_read_by_somebody_else_is_not_told_again() throws Exception {
    FileWatch watch = watch();
    write("config.json", "{}");

    watch.reading();
    watch.look();
    watch.look();

    assertThat(told).hasValue(0);
  }

  private FileWatch watch() {
    return new FileWatch(
        new ConfigFiles(directory.resolve("config.json"))::watched, told::incrementAndGet);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
