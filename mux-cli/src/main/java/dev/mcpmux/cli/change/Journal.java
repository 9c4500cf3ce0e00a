package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The runs whose copies are kept in a directory. */
public final class Journal {

  private Journal() {}

  /**
   * Reads what is kept in a directory.
   *
   * @param directory as given to {@link ChangeSet#apply}; one that is missing holds no runs
   * @throws IOException if a journal cannot be read
   */
  public static Journal open(Path directory) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Those that were not undone as a whole, newest first: the order to undo them in. */
  public List<Run> runs() {
    throw new UnsupportedOperationException("not yet");
  }
}
