package dev.mcpmux.cli.change;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** One run of {@link ChangeSet#apply}, as its journal has it. */
public final class Run {

  private Run() {}

  /** The name of its directory; later runs sort after earlier ones. */
  public String id() {
    throw new UnsupportedOperationException("not yet");
  }

  public Instant at() {
    throw new UnsupportedOperationException("not yet");
  }

  /** In the order in which they were written. */
  public List<RunFile> files() {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Puts back what was there before this run, last file first. Files that were edited since are
   * left alone; the caller may show {@link RunFile#before()} and {@link RunFile#after()}. When all
   * are as before, the run is no longer listed. It may be called again, also after it was
   * interrupted.
   *
   * @return one result for each of {@link #files}, in their order
   * @throws ChangesBusyException if another process changes or undoes at this moment
   */
  public List<FileResult> undo() throws IOException {
    throw new UnsupportedOperationException("not yet");
  }
}
