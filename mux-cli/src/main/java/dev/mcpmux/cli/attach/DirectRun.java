package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessBytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Runs the client's own command in place of a session, when there can be no daemon. */
final class DirectRun {

  private DirectRun() {}

  /** Returns the command's exit code; the command has this process's streams. */
  static int run(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    try {
      for (String word : command) {
        if (!ProcessBytes.isUtf8(word)) {
          throw new IOException(
              "a word of the command is not UTF-8, and Java cannot hand on what is not");
        }
      }
      ClientEnvironment.give(environment, builder);
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
