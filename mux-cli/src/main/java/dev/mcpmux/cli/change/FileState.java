package dev.mcpmux.cli.change;

/** What a file of an earlier run is now. */
public enum FileState {
  /** As before the run: it was never written, or undone. */
  OLD,
  /** As the run wrote it. */
  NEW,
  /** Something else: it was edited since, or changed by a later run; or it cannot be read. */
  EDITED,
  /** Not there, though it was before the run and after it. */
  GONE
}
