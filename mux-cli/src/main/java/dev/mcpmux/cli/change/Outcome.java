package dev.mcpmux.cli.change;

/** What became of one file. */
public enum Outcome {
  /** It holds the new bytes. */
  WRITTEN,
  /** It is what it was before the run again; only after an undo. */
  RESTORED,
  /** There was nothing to do: it holds these bytes already. */
  SAME,
  /** It was removed by someone else since, who meant that; only after an undo. */
  GONE,
  /** It was changed by someone else since it was read, and was left alone. */
  EDITED,
  /** It cannot be read or replaced, and was left alone; or writing failed, and it is as before. */
  REFUSED;

  /** Whether the file needs nothing more. */
  public boolean isDone() {
    return this == WRITTEN || this == RESTORED || this == SAME || this == GONE;
  }
}
