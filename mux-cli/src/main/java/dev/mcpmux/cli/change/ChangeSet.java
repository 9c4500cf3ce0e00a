package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes files one after the other, in the order given, so that each is the old or the new one at
 * any moment, also after a kill. Before the first is touched, a copy of each and a journal are on
 * disk, from which {@link Journal} says later what happened and undoes it.
 */
public final class ChangeSet {

  private static final int PRIVATE = 0600;
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Disk disk;
  private final Path directory;
  private final List<FileChange> changes;

  /** One for each change; null for those that are to be done. */
  private final FileResult[] results;

  private final Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  ChangeSet(Disk disk, Path directory, List<FileChange> changes) {
    this.disk = disk;
    this.directory = directory;
    this.changes = List.copyOf(changes);
    this.results = new FileResult[changes.size()];
  }

  /**
   * Whether the file could be changed now, without touching anything.
   *
   * @return null if so; else what {@link #apply} would say
   */
  public static FileResult obstacle(FileChange change) {
    try {
      RealFile file = RealFile.of(change.path());
      byte[] now = file.bytes();
      if (Arrays.equals(now, change.after())) {
        return new FileResult(change.path(), Outcome.SAME, "");
      } else if (!Arrays.equals(now, change.before())) {
        String why =
            now == null
                ? "it was removed meanwhile"
                : change.before() == null ? "it was made meanwhile" : "it was changed meanwhile";
        return new FileResult(change.path(), Outcome.EDITED, why);
      }
      String obstacle = file.obstacle();
      return obstacle == null ? null : new FileResult(change.path(), Outcome.REFUSED, obstacle);
    } catch (IOException e) {
      return new FileResult(change.path(), Outcome.REFUSED, Reasons.of(e));
    }
  }

  /**
   * Writes what can be written. A file that is not what its change was planned from, or that cannot
   * be replaced, is left alone and said so; the others are written all the same, unless it was
   * {@link FileChange#isNeeded needed} by them.
   *
   * @param directory where copies and journals are kept, as in {@code $STATE/setup}; made with mode
   *     0700 if missing
   * @return one result for each change, in their order
   * @throws ChangesBusyException if another process changes or undoes at this moment
   * @throws IOException if copies and journal cannot be kept; no file is touched then
   */
  public static List<FileResult> apply(Path directory, List<FileChange> changes)
      throws IOException {
    return new ChangeSet(new Disk(), directory, changes).apply();
  }

  @SuppressWarnings("try") // the lock is only held
  List<FileResult> apply() throws IOException {
    try (ChangesLock lock = ChangesLock.take(directory)) {
      Journal.tidy(disk, directory);
      List<FileChange> todo = planned();
      if (!todo.isEmpty()) {
        Path run = directory.resolve(nextName());
        List<RunFile.Entry> entries = keep(run, todo);
        List<RunFile.Entry> written = write(entries, todo, run.getFileName().toString());
        close(run, written);
      }
      return List.of(results);
    }
  }

  /** What was not written is nobody's to undo. */
  private void close(Path run, List<RunFile.Entry> written) {
    try {
      if (written.isEmpty()) {
        Run.read(run).forget(disk);
      } else {
        Journal.write(disk, run, at, written, true);
      }
    } catch (IOException e) {
      // the journal that says more is true as well
    }
  }

  private List<FileChange> planned() {
    List<FileChange> todo = new ArrayList<>();
    Map<Path, Path> seen = new HashMap<>();
    for (int i = 0; i < results.length; i++) {
      FileChange change = changes.get(i);
      FileResult missing = missing(i);
      results[i] = missing == null ? obstacle(change) : missing;
      if (results[i] == null) {
        Path same = seen.putIfAbsent(real(change), change.path());
        if (same == null) {
          todo.add(change);
        } else {
          results[i] =
              new FileResult(change.path(), Outcome.REFUSED, "it is the same file as " + same);
        }
      }
    }
    return todo;
  }

  /** Why a change is not to be tried, after those before it; null if it is. */
  private FileResult missing(int index) {
    for (int i = 0; i < index; i++) {
      FileResult result = results[i];
      if (changes.get(i).isNeeded() && result != null && !result.outcome().isDone()) {
        String name = String.valueOf(result.path().getFileName());
        return new FileResult(
            changes.get(index).path(),
            Outcome.REFUSED,
            "it needs " + name + ", which was left alone");
      }
    }
    return null;
  }

  private static Path real(FileChange change) {
    try {
      return RealFile.of(change.path()).path();
    } catch (IOException e) {
      return change.path();
    }
  }

  private String nextName() throws IOException {
    List<Path> runs = Journal.directories(directory);
    String last = runs.isEmpty() ? "0-" : runs.get(runs.size() - 1).getFileName().toString();
    long number = Long.parseLong(last.substring(0, last.indexOf('-'))) + 1;
    return String.format("%06d-%s", number, TIME.format(at));
  }

  /** Copies and journal are on disk when this returns. */
  private List<RunFile.Entry> keep(Path run, List<FileChange> todo) throws IOException {
    disk.makeDirectory(run, PRIVATE_DIRECTORY);
    List<RunFile.Entry> entries = new ArrayList<>();
    for (FileChange change : todo) {
      RealFile file = RealFile.of(change.path());
      int number = entries.size();
      if (change.before() != null) {
        disk.write(RunFile.copyBefore(run, number), change.before(), PRIVATE);
      }
      if (change.after() != null) {
        disk.write(RunFile.copyAfter(run, number), change.after(), PRIVATE);
      }
      entries.add(
          new RunFile.Entry(
              number,
              change.path().toAbsolutePath(),
              file.path(),
              RunFile.sum(change.before()),
              RunFile.sum(change.after()),
              file.exists() ? file.mode() : -1,
              newMode(change, file),
              file.missing()));
    }
    Journal.write(disk, run, at, entries, false);
    disk.sync(directory);
    return entries;
  }

  private static int newMode(FileChange change, RealFile file) {
    if (change.after() == null) {
      return -1;
    } else if (file.exists()) {
      return change.secret() ? file.mode() & PRIVATE_DIRECTORY : file.mode();
    }
    return change.secret() ? PRIVATE : -1;
  }

  /** Fills the results that are missing; returns the files that were written. */
  private List<RunFile.Entry> write(
      List<RunFile.Entry> entries, List<FileChange> todo, String run) {
    List<RunFile.Entry> written = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        FileResult missing = missing(i);
        results[i] = missing == null ? write(todo.get(next), entries.get(next), run) : missing;
        if (results[i].outcome() == Outcome.WRITTEN) {
          written.add(entries.get(next));
        }
        next++;
      }
    }
    return written;
  }

  private FileResult write(FileChange change, RunFile.Entry entry, String run) {
    FileResult obstacle = obstacle(change);
    if (obstacle != null) {
      return obstacle;
    }
    try {
      RealFile file = RealFile.of(entry.file());
      return new Replacement(disk, Replacement.temporary(entry.file(), run))
              .write(file, change.before(), change.after(), entry.newMode())
          ? new FileResult(change.path(), Outcome.WRITTEN, "")
          : new FileResult(change.path(), Outcome.EDITED, "it was changed meanwhile");
    } catch (IOException e) {
      return new FileResult(change.path(), Outcome.REFUSED, Reasons.of(e));
    }
  }
}
