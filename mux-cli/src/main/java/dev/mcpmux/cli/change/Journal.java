package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The runs whose copies are kept in a directory, one subdirectory for each. */
public final class Journal {

  static final String FILE = "journal.json";

  private static final int PRIVATE = 0600;

  private final List<Run> runs;

  private Journal(List<Run> runs) {
    this.runs = List.copyOf(runs);
  }

  /**
   * Reads what is kept in a directory.
   *
   * @param directory as given to {@link ChangeSet#apply}; one that is missing holds no runs
   * @throws IOException if a journal cannot be read
   */
  public static Journal open(Path directory) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Path run : directories(directory)) {
      // without a journal no file was touched yet
      if (Files.exists(run.resolve(FILE))) {
        runs.add(Run.read(run));
      }
    }
    Collections.reverse(runs);
    return new Journal(runs);
  }

  /** Those that were not undone as a whole, newest first: the order to undo them in. */
  public List<Run> runs() {
    return runs;
  }

  /** Removes what processes left that were killed; under the lock. */
  static void tidy(Disk disk, Path directory) throws IOException {
    for (Path run : directories(directory)) {
      if (Files.exists(run.resolve(FILE))) {
        Run.read(run).tidy(disk);
      } else {
        Run.remove(disk, run);
      }
    }
  }

  /**
   * Writes the journal of a run, or another in its place.
   *
   * @param ended whether what was to be done, or undone, came to its end
   */
  static void write(Disk disk, Path run, Instant at, List<RunFile.Entry> files, boolean ended)
      throws IOException {
    Path draft = run.resolve(FILE + ".draft");
    disk.delete(draft); // that of a process that was killed
    disk.write(draft, JournalText.write(at, files, ended), PRIVATE);
    disk.rename(draft, run.resolve(FILE));
  }

  /** The directories of runs, oldest first. */
  static List<Path> directories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> listed = Files.list(directory)) {
      return listed
          .filter(run -> run.getFileName().toString().matches("\\d{6,18}-[0-9TZ]+"))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }
}
