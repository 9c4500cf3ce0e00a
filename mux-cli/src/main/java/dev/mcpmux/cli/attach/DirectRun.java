package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Runs the client's own command in place of a session, when there can be no daemon. */
final class DirectRun {

  private DirectRun() {}

  /** Returns the command's exit code; the command has this process's streams. */
  static int run(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      // whoever ends this process means the command
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return process.waitFor();
    } catch (IOException e) {
      System.err.println("mcpmux: " + e.getMessage());
      return ExitCode.COMMAND_NOT_FOUND;
    } catch (InterruptedException e) {
      return ExitCode.FAILURE;
    }
  }
}
