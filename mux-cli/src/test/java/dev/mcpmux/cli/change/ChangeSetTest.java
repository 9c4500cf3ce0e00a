package dev.mcpmux.cli.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeSetTest {

  @TempDir private Path temporary;
  private Path home;
  private Path kept;

  @BeforeEach
  void make() throws IOException {
    home = Files.createDirectory(temporary.toRealPath().resolve("home"));
    kept = temporary.toRealPath().resolve("state/setup");
  }

  @Test
  void files_are_written_and_put_back() throws Exception {
    Path edited = file("edited.json", "old", "rw-r-----");
    Path made = home.resolve("deep/er/made.json");
    Path removed = file("removed.json", "gone", "rw-rw-r--");

    assertThat(
            outcomes(
                change(edited, "old", "new"),
                change(made, null, "made"),
                change(removed, "gone", null)))
        .containsOnly(Outcome.WRITTEN);
    assertThat(edited).hasContent("new");
    assertThat(mode(edited)).isEqualTo("rw-r-----");
    assertThat(made).hasContent("made");
    assertThat(removed).doesNotExist();
    Run run = Journal.open(kept).runs().get(0);
    assertThat(run.files()).extracting(RunFile::state).containsOnly(FileState.NEW);
    assertThat(run.files()).extracting(RunFile::path).containsExactly(edited, made, removed);

    assertThat(run.undo()).extracting(FileResult::outcome).containsOnly(Outcome.RESTORED);
    assertThat(edited).hasContent("old");
    assertThat(mode(edited)).isEqualTo("rw-r-----");
    assertThat(removed).hasContent("gone");
    assertThat(mode(removed)).isEqualTo("rw-rw-r--");
    assertThat(names(home)).containsExactly("edited.json", "removed.json");
    assertThat(Journal.open(kept).runs()).isEmpty();
    assertThat(names(kept)).containsExactly("lock");
  }

  @Test
  void copies_are_for_nobody_else() throws Exception {
    Path edited = file("edited.json", "old", "rw-r--r--");

    outcomes(change(edited, "old", "new"));

    assertThat(mode(kept)).isEqualTo("rwx------");
    try (Stream<Path> all = Files.walk(kept)) {
      for (Path path : all.filter(path -> !path.endsWith("lock")).toList()) {
        assertThat(mode(path)).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
    Run run = Journal.open(kept).runs().get(0);
    assertThat(run.files().get(0).before()).isEqualTo(bytes("old"));
    assertThat(run.files().get(0).after()).isEqualTo(bytes("new"));
  }

  @Test
  void a_file_that_gets_secrets_is_for_nobody_else_until_the_undo() throws Exception {
    Path edited = file("edited.json", "old", "rw-r--r--");
    Path made = home.resolve("made.json");

    ChangeSet.apply(
        kept,
        List.of(
            new FileChange(edited, bytes("old"), bytes("new"), true),
            new FileChange(made, null, bytes("new"), true)));

    assertThat(mode(edited)).isEqualTo("rw-------");
    assertThat(mode(made)).isEqualTo("rw-------");
    Journal.open(kept).runs().get(0).undo();
    assertThat(mode(edited)).isEqualTo("rw-r--r--");
  }

  @Test
  void whom_a_file_belongs_to_does_not_change() throws Exception {
    Path file = file("file.json", "old", "rw-r-----");
    assumeThat(Owner.self().uid()).as("only root can give files away").isZero();
    Owner other = new Owner(65534, 12345);
    new Disk().own(file, other);

    assertThat(outcomes(change(file, "old", "new"))).containsExactly(Outcome.WRITTEN);
    assertThat(RealFile.of(file).owner()).isEqualTo(other);
    assertThat(mode(file)).isEqualTo("rw-r-----");
    Journal.open(kept).runs().get(0).undo();
    assertThat(RealFile.of(file).owner()).isEqualTo(other);
  }

  @Test
  void a_link_stays_and_the_file_behind_it_changes() throws Exception {
    Path real = file("dotfiles.json", "old", "rw-r--r--");
    Path link = Files.createSymbolicLink(home.resolve("link"), Path.of("dotfiles.json"));
    Path chain = Files.createSymbolicLink(home.resolve("chain"), link);
    Path dangling = Files.createSymbolicLink(home.resolve("dangling"), Path.of("not/yet.json"));

    assertThat(outcomes(change(chain, "old", "new"), change(dangling, null, "made")))
        .containsOnly(Outcome.WRITTEN);
    assertThat(real).hasContent("new");
    assertThat(Files.readSymbolicLink(chain)).isEqualTo(link);
    assertThat(home.resolve("not/yet.json")).hasContent("made");
    assertThat(dangling).isSymbolicLink();

    Journal.open(kept).runs().get(0).undo();
    assertThat(real).hasContent("old");
    assertThat(dangling).isSymbolicLink();
    assertThat(home.resolve("not")).doesNotExist();
  }

  @Test
  void a_file_that_changed_since_it_was_read_is_left_alone() throws Exception {
    Path changed = file("changed.json", "other", "rw-r--r--");
    Path there = file("there.json", "other", "rw-r--r--");
    Path fine = file("fine.json", "old", "rw-r--r--");

    assertThat(
            outcomes(
                change(changed, "old", "new"),
                change(there, null, "new"),
                change(home.resolve("gone"), "old", "new"),
                change(fine, "old", "new"),
                change(file("done.json", "new", "rw-r--r--"), "old", "new")))
        .containsExactly(
            Outcome.EDITED, Outcome.EDITED, Outcome.EDITED, Outcome.WRITTEN, Outcome.SAME);
    assertThat(changed).hasContent("other");
    assertThat(there).hasContent("other");
    assertThat(home.resolve("gone")).doesNotExist();
    assertThat(Journal.open(kept).runs().get(0).files())
        .extracting(RunFile::path)
        .containsExactly(fine);
  }

  @Test
  void a_file_that_is_edited_at_any_step_before_its_turn_is_left_alone_and_not_undone()
      throws Exception {
    int left = 0;
    Outcome outcome;
    do {
      Path first = file("first", "old", "rw-r--r--");
      Path second = file("second", "old", "rw-r--r--");
      Disk disk = new StoppingDisk(left + 1, () -> write(second, "mine"));

      outcome =
          new ChangeSet(
                  disk, kept, List.of(change(first, "old", "new"), change(second, "old", "new")))
              .apply()
              .get(1)
              .outcome();

      assertThat(first).hasContent("new");
      List<Run> runs = Journal.open(kept).runs();
      if (outcome == Outcome.EDITED) {
        left++;
        assertThat(second).hasContent("mine");
        assertThat(runs.get(0).files()).extracting(RunFile::path).containsExactly(first);
        runs.get(0).undo();
        assertThat(first).hasContent("old");
        assertThat(Journal.open(kept).runs()).isEmpty();
      }
    } while (outcome == Outcome.EDITED);
    assertThat(left).isGreaterThan(25);
  }

  @Test
  void what_needs_a_change_that_is_not_done_is_left_alone_at_whatever_step() throws Exception {
    int left = 0;
    List<FileResult> results;
    do {
      Path needed = file("needed", "old", "rw-r--r--");
      Path client = file("client", "old", "rw-r--r--");
      Disk disk = new StoppingDisk(left + 1, () -> write(needed, "mine"));

      results =
          new ChangeSet(
                  disk,
                  kept,
                  List.of(change(needed, "old", "new").needed(), change(client, "old", "new")))
              .apply();

      if (results.get(0).outcome() == Outcome.EDITED) {
        left++;
        assertThat(results.get(1).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(results.get(1).why()).isEqualTo("it needs needed, which was left alone");
        assertThat(client).hasContent("old");
        assertThat(Journal.open(kept).runs()).isEmpty();
      }
    } while (results.get(0).outcome() == Outcome.EDITED);
    assertThat(left).isGreaterThan(15);
    assertThat(home.resolve("client")).hasContent("new");
  }

  @Test
  void only_what_did_not_come_to_its_end_is_partial() throws Exception {
    Path one = file("one", "old", "rw-r--r--");
    Path two = file("two", "old", "rw-r--r--");
    outcomes(change(one, "old", "new"), change(two, "old", "new"));
    Files.writeString(one, "mine");

    Journal.open(kept).runs().get(0).undo();
    Files.writeString(one, "new"); // as the run wrote it, and the other as before

    assertThat(Journal.open(kept).runs().get(0).isPartial()).isFalse();
  }

  @Test
  void a_run_that_is_forgotten_can_be_undone_and_forgotten_again() throws Exception {
    Path file = file("file.json", "1", "rw-r--r--");
    outcomes(change(file, "1", "2"));
    Run run = Journal.open(kept).runs().get(0);
    run.forget();

    run.forget();

    assertThat(run.undo()).extracting(FileResult::outcome).containsExactly(Outcome.SAME);
    assertThat(file).hasContent("2");
  }

  @Test
  void what_may_not_be_read_or_replaced_is_refused_and_not_forced() throws Exception {
    Path readOnly = file("read-only.json", "old", "r--r--r--");
    Path unreadable = file("unreadable.json", "old", "-wx------");
    Path inReadOnly = Files.createDirectory(home.resolve("closed")).resolve("in.json");
    Files.writeString(inReadOnly, "old");
    Files.setPosixFilePermissions(
        inReadOnly.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
    Path linked = file("linked.json", "old", "rw-r--r--");
    Files.createLink(home.resolve("other name"), linked);
    Path circle = Files.createSymbolicLink(home.resolve("circle"), Path.of("circle"));
    Path directory = Files.createDirectory(home.resolve("directory"));

    List<FileResult> results =
        ChangeSet.apply(
            kept,
            List.of(
                change(readOnly, "old", "new"),
                change(unreadable, "old", "new"),
                change(inReadOnly, "old", "new"),
                change(inReadOnly.resolveSibling("new.json"), null, "new"),
                change(linked, "old", "new"),
                change(circle, null, "new"),
                change(directory, null, "new"),
                change(linked.resolve("below"), null, "new")));

    assertThat(results).extracting(FileResult::outcome).containsOnly(Outcome.REFUSED);
    assertThat(results)
        .extracting(FileResult::why)
        .containsExactly(
            "it is read-only",
            "it may not be read",
            "its directory is read-only, so that it cannot be replaced in one step",
            "its directory is read-only",
            "it has 2 names (hard links), of which only one would change",
            "its symbolic links run in a circle",
            "it is no regular file",
            "Not a directory");
    assertThat(Journal.open(kept).runs()).isEmpty();
    Files.setPosixFilePermissions(
        inReadOnly.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void an_obstacle_is_told_without_touching_anything() throws Exception {
    Path fine = file("fine.json", "old", "rw-r--r--");
    Path readOnly = file("read-only.json", "old", "r--r--r--");

    assertThat(ChangeSet.obstacle(change(fine, "old", "new"))).isNull();
    assertThat(ChangeSet.obstacle(change(readOnly, "old", "new")).outcome())
        .isEqualTo(Outcome.REFUSED);
    assertThat(fine).hasContent("old");
    assertThat(kept).doesNotExist();
  }

  @Test
  void two_links_to_one_file_change_it_once() throws Exception {
    Path real = file("real.json", "old", "rw-r--r--");
    Path link = Files.createSymbolicLink(home.resolve("link"), real);

    assertThat(outcomes(change(real, "old", "new"), change(link, "old", "newer")))
        .containsExactly(Outcome.WRITTEN, Outcome.REFUSED);
    assertThat(real).hasContent("new");
  }

  @Test
  void a_file_that_was_edited_since_is_not_undone_and_the_others_are() throws Exception {
    Path edited = file("edited.json", "old", "rw-r--r--");
    Path gone = file("gone.json", "old", "rw-r--r--");
    Path fine = file("fine.json", "old", "rw-r--r--");
    outcomes(change(edited, "old", "new"), change(gone, "old", "new"), change(fine, "old", "new"));
    Files.writeString(edited, "mine");
    Files.delete(gone);
    Run run = Journal.open(kept).runs().get(0);

    assertThat(run.files())
        .extracting(RunFile::state)
        .containsExactly(FileState.EDITED, FileState.GONE, FileState.NEW);
    assertThat(run.undo())
        .extracting(FileResult::outcome)
        .containsExactly(Outcome.EDITED, Outcome.GONE, Outcome.RESTORED);
    assertThat(run.undo())
        .extracting(FileResult::outcome)
        .containsExactly(Outcome.EDITED, Outcome.GONE, Outcome.SAME);
    assertThat(edited).hasContent("mine");
    assertThat(fine).hasContent("old");
    assertThat(run.files().get(0).now()).isEqualTo(bytes("mine"));
    assertThat(run.files().get(0).before()).isEqualTo(bytes("old"));

    Files.writeString(edited, "new");
    Files.writeString(gone, "old");
    assertThat(Journal.open(kept).runs().get(0).undo())
        .extracting(FileResult::outcome)
        .containsExactly(Outcome.RESTORED, Outcome.SAME, Outcome.SAME);
    assertThat(Journal.open(kept).runs()).isEmpty();
  }

  @Test
  void several_runs_are_undone_newest_first() throws Exception {
    Path file = file("file.json", "1", "rw-r--r--");
    outcomes(change(file, "1", "2"));
    outcomes(change(file, "2", "3"));
    List<Run> runs = Journal.open(kept).runs();

    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).id()).isGreaterThan(runs.get(1).id());
    assertThat(runs.get(1).files().get(0).state()).isEqualTo(FileState.EDITED);
    for (Run run : runs) {
      run.undo();
    }
    assertThat(file).hasContent("1");
    assertThat(Journal.open(kept).runs()).isEmpty();
  }

  @Test
  void a_run_that_was_dealt_with_otherwise_can_be_forgotten() throws Exception {
    Path file = file("file.json", "1", "rw-r--r--");
    outcomes(change(file, "1", "2"));

    Journal.open(kept).runs().get(0).forget();

    assertThat(Journal.open(kept).runs()).isEmpty();
    assertThat(file).hasContent("2");
  }

  @Test
  void a_directory_that_others_use_meanwhile_stays() throws Exception {
    Path made = home.resolve("client/made.json");
    outcomes(change(made, null, "new"));
    Files.writeString(made.resolveSibling("other"), "x");

    Journal.open(kept).runs().get(0).undo();

    assertThat(names(home.resolve("client"))).containsExactly("other");
  }

  @Test
  @SuppressWarnings("try")
  void two_at_once_do_not_happen() throws Exception {
    Path file = file("file.json", "1", "rw-r--r--");
    outcomes(change(file, "1", "2"));
    Run run = Journal.open(kept).runs().get(0);

    try (ChangesLock other = ChangesLock.take(kept)) {
      assertThatThrownBy(() -> outcomes(change(file, "2", "3")))
          .isInstanceOf(ChangesBusyException.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
      assertThatThrownBy(run::undo).isInstanceOf(ChangesBusyException.class);
    }
    assertThat(file).hasContent("2");
  }

  @Test
  void a_copy_that_was_changed_is_not_put_back() throws Exception {
    Path file = file("file.json", "1", "rw-r--r--");
    outcomes(change(file, "1", "2"));
    Run run = Journal.open(kept).runs().get(0);
    Files.writeString(kept.resolve(run.id()).resolve("0.before"), "wrong");

    assertThat(run.undo())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(result.why()).contains("0.before was changed");
            });
    assertThat(file).hasContent("2");
  }

  private List<Outcome> outcomes(FileChange... changes) throws IOException {
    return ChangeSet.apply(kept, List.of(changes)).stream().map(FileResult::outcome).toList();
  }

  private static FileChange change(Path path, String before, String after) {
    return new FileChange(path, bytes(before), bytes(after), false);
  }

  private Path file(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(home.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
