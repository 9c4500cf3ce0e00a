package dev.mcpmux.cli.setup;

import picocli.CommandLine.Option;

/** What every command has that shows what it would change, and asks. */
public final class ChangeOptions {

  @Option(
      names = {"-y", "--yes"},
      description = "Ask nothing.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Show what would be done, and end.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print one object for programs.")
  private boolean json;

  public Options options(Options.Mode mode, boolean remote) {
    return new Options(mode, remote, yes, dryRun, json);
  }

  /** Whether nothing can have changed. */
  public boolean onlyShows() {
    return dryRun;
  }
}
