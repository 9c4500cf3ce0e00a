package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of {@link ChangeSet#apply}, as its journal has it. */
public final class Run {

  private final Path directory;
  private final Instant at;
  private final boolean ended;
  private final List<RunFile> files;

  private Run(Path directory, Instant at, boolean ended, List<RunFile> files) {
    this.directory = directory;
    this.at = at;
    this.ended = ended;
    this.files = List.copyOf(files);
  }

  /**
   * @param directory of this run
   * @throws IOException if its journal cannot be read
   */
  static Run read(Path directory) throws IOException {
    Path journal = directory.resolve(Journal.FILE);
    List<RunFile> files = new ArrayList<>();
    for (RunFile.Entry entry : JournalText.files(journal)) {
      files.add(new RunFile(entry, directory));
    }
    return new Run(directory, JournalText.at(journal), JournalText.ended(journal), files);
  }

  /** The name of its directory; later runs sort after earlier ones. */
  public String id() {
    return directory.getFileName().toString();
  }

  public Instant at() {
    return at;
  }

  /** In the order in which they were written. */
  public List<RunFile> files() {
    return files;
  }

  /**
   * Whether some files are as the run wrote them and others still, or again, as before, because it
   * was interrupted, or its undo was; not because a file was left alone.
   */
  public boolean isPartial() {
    if (ended) {
      return false;
    }
    Set<FileState> states = files.stream().map(RunFile::state).collect(Collectors.toSet());
    return states.containsAll(Set.of(FileState.OLD, FileState.NEW));
  }

  /**
   * Puts back what was there before this run, last file first. Files that were edited since are
   * left alone; the caller may show {@link RunFile#before()} and {@link RunFile#after()}. When all
   * are as before, copies and journal are removed and the run is no longer listed. It may be called
   * again, also after it was interrupted.
   *
   * @return one result for each of {@link #files}, in their order
   * @throws ChangesBusyException if another process changes or undoes at this moment
   * @throws IOException if copies cannot be removed
   */
  public List<FileResult> undo() throws IOException {
    return undo(Set.of());
  }

  /**
   * As {@link #undo()}, but leaves some of its files as they are.
   *
   * @param kept their paths, as {@link RunFile#path} has them
   */
  public List<FileResult> undo(Set<Path> kept) throws IOException {
    return undo(new Disk(), kept);
  }

  List<FileResult> undo(Disk disk) throws IOException {
    return undo(disk, Set.of());
  }

  @SuppressWarnings("try") // the lock is only held
  private List<FileResult> undo(Disk disk, Set<Path> kept) throws IOException {
    try (ChangesLock lock = ChangesLock.take(directory.getParent())) {
      Journal.tidy(disk, directory.getParent());
      if (!Files.isDirectory(directory)) {
        return files.stream().map(Undo::nothing).toList(); // another process was faster
      }
      write(disk, false);
      List<FileResult> results = new ArrayList<>();
      for (int i = files.size() - 1; i >= 0; i--) {
        RunFile file = files.get(i);
        results.add(
            kept.contains(file.path())
                ? new FileResult(file.path(), Outcome.REFUSED, "it is still used")
                : new Undo(disk, file, id()).run());
      }
      Collections.reverse(results);
      if (results.stream().allMatch(result -> result.outcome().isDone())) {
        forget(disk);
      } else {
        write(disk, true);
      }
      return results;
    }
  }

  /**
   * Removes copies and journal: for a run that needs no undoing any more, because its files were
   * changed back in another way.
   *
   * @throws ChangesBusyException if another process changes or undoes at this moment
   */
  @SuppressWarnings("try") // the lock is only held
  public void forget() throws IOException {
    try (ChangesLock lock = ChangesLock.take(directory.getParent())) {
      forget(new Disk());
    }
  }

  private void write(Disk disk, boolean ended) throws IOException {
    Journal.write(disk, directory, at, files.stream().map(RunFile::entry).toList(), ended);
  }

  /** The journal first: what has none is no run. Nothing, if it is forgotten already. */
  void forget(Disk disk) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    disk.delete(directory.resolve(Journal.FILE));
    remove(disk, directory);
  }

  static void remove(Disk disk, Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.toList();
    }
    for (Path file : files) {
      disk.delete(file);
    }
    disk.delete(directory);
  }

  /** Removes files that a killed process left beside those it was to write. */
  void tidy(Disk disk) throws IOException {
    for (RunFile file : files) {
      Path temporary = Replacement.temporary(file.entry().file(), id());
      if (Files.exists(temporary)) {
        disk.delete(temporary);
      }
    }
  }
}
