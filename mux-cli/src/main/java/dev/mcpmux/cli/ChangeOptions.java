package dev.mcpmux.cli;

import dev.mcpmux.cli.setup.Options;
import picocli.CommandLine.Option;

/** What every command has that shows what it would change, and asks. */
final class ChangeOptions {

  @Option(
      names = {"-y", "--yes"},
      description = "Ask nothing.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Show what would be done, and end.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print one object for programs.")
  private boolean json;

  Options options(Options.Mode mode, boolean remote) {
    return new Options(mode, remote, yes, dryRun, json);
  }
}
