package dev.mcpmux.cli.setup;

/**
 * What the user has asked for.
 *
 * @param mode what clients get in place of their entries
 * @param remote whether remote servers move as well
 * @param yes whether nothing is to be asked
 * @param dryRun whether to stop after what would be done is shown
 * @param json whether a program reads the answer
 */
public record Options(Mode mode, boolean remote, boolean yes, boolean dryRun, boolean json) {

  /** What clients get in place of their entries. */
  public enum Mode {
    MOVE,
    WRAP,
    AGGREGATE
  }
}
