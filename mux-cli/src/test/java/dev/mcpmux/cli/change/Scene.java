package dev.mcpmux.cli.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A home with files that are changed, for tests that interrupt that. */
final class Scene {

  private final Path home;
  private final Path kept;

  Scene(Path directory) {
    this.home = directory.resolve("home");
    this.kept = directory.resolve("setup");
  }

  /** Files as before. */
  Scene make() throws IOException {
    Files.createDirectories(home);
    Files.writeString(home.resolve("one"), "one, old\n");
    Files.setPosixFilePermissions(
        home.resolve("one"), PosixFilePermissions.fromString("rw-r-----"));
    Files.writeString(home.resolve("two"), "two, old\n");
    Files.createSymbolicLink(home.resolve("link"), Path.of("two"));
    return this;
  }

  private List<FileChange> changes() {
    return List.of(
        new FileChange(home.resolve("made/new"), null, bytes("new, new\n"), true),
        new FileChange(home.resolve("one"), bytes("one, old\n"), bytes("one, new\n"), false),
        new FileChange(home.resolve("link"), bytes("two, old\n"), bytes("two, new\n"), true));
  }

  void apply(Disk disk) throws IOException {
    new ChangeSet(disk, kept, changes()).apply();
  }

  void undo(Disk disk) throws IOException {
    for (Run run : Journal.open(kept).runs()) {
      run.undo(disk);
    }
  }

  /** Each file is the old or the new one, and the journal knows which. */
  void assertOldOrNew() throws IOException {
    List<Run> runs = Journal.open(kept).runs();
    Map<Path, FileState> states = new TreeMap<>();
    for (Run run : runs) {
      run.files().forEach(file -> states.putIfAbsent(file.path(), file.state()));
    }
    for (FileChange change : changes()) {
      byte[] now = RealFile.of(change.path()).bytes();
      if (states.getOrDefault(change.path(), FileState.OLD) == FileState.NEW) {
        assertThat(now).isEqualTo(change.after());
      } else {
        assertThat(states.getOrDefault(change.path(), FileState.OLD)).isEqualTo(FileState.OLD);
        assertThat(now).isEqualTo(change.before());
      }
    }
  }

  boolean isChanged() throws IOException {
    return Files.readString(home.resolve("two")).contains("new");
  }

  /** As the next run begins. */
  void tidy() throws IOException {
    Journal.tidy(StoppingDisk.never(), kept);
  }

  /** Names, modes and contents of everything in the home. */
  Map<String, String> snapshot() throws IOException {
    Map<String, String> snapshot = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.toList()) {
        String what =
            Files.isSymbolicLink(path)
                ? "-> " + Files.readSymbolicLink(path)
                : Files.isDirectory(path)
                    ? "/"
                    : Files.getPosixFilePermissions(path) + " " + Files.readString(path);
        snapshot.put(home.relativize(path).toString(), what);
      }
    }
    return snapshot;
  }

  /** What stays of a run that was undone: nothing. */
  void assertNothingKept() throws IOException {
    try (Stream<Path> all = Files.list(kept)) {
      assertThat(all).containsExactly(kept.resolve("lock"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
