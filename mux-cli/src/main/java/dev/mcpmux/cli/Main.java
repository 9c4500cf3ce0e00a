package dev.mcpmux.cli;

import dev.mcpmux.core.MuxVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code mcpmux} command. */
@Command(
    name = "mcpmux",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Many AI-agent sessions on this machine use one process per MCP server.")
public final class Main implements Runnable {

  /** Starts mcpmux and ends the process with the command's exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mcpmux " + MuxVersion.get()};
    }
  }
}
