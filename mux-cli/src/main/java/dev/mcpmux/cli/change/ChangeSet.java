package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Changes files one after the other, in the order given, so that each is the old or the new one at
 * any moment, also after a kill. Before the first is touched, a copy of each and a journal are on
 * disk, from which {@link Journal} says later what happened and undoes it.
 */
public final class ChangeSet {

  private ChangeSet() {}

  /**
   * Whether the file could be changed now, without touching anything.
   *
   * @return null if so; else what {@link #apply} would say
   */
  public static FileResult obstacle(FileChange change) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Writes what can be written. A file that is not what its change was planned from, or that cannot
   * be replaced, is left alone and said so; the others are written all the same.
   *
   * @param directory where copies and journals are kept, as in {@code $STATE/setup}; made with mode
   *     0700 if missing
   * @return one result for each change, in their order
   * @throws ChangesBusyException if another process changes or undoes at this moment
   * @throws IOException if copies and journal cannot be kept; no file is touched then
   */
  public static List<FileResult> apply(Path directory, List<FileChange> changes)
      throws IOException {
    throw new UnsupportedOperationException("not yet");
  }
}
