package dev.mcpmux.cli.top;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A shell that gives the terminal back as it was where this process is killed, or its JVM crashes.
 * It waits for the end of its input; one that is told so before does nothing.
 */
final class Guard {

  /**
   * Answers when it has looked at the terminal as it was. It touches nothing that somebody else has
   * set since: a shell that has its terminal again does that itself.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM TSTP TTOU
      before=$(stty -g </dev/tty) && echo ready || exit
      read -r taken || exit
      raw=$(stty -g </dev/tty)
      ! read -r done || exit
      [ "$(stty -g </dev/tty)" != "$raw" ] || stty "$before" </dev/tty
      printf %s "$1" >/dev/tty
      """;

  private final Process process;

  /**
   * Starts one, before the terminal is changed.
   *
   * @param leaving what is to be written to the terminal
   */
  Guard(byte[] leaving) throws IOException {
    process =
        new ProcessBuilder(
                "sh", "-c", SCRIPT, "mcpmux", new String(leaving, StandardCharsets.ISO_8859_1))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))
        .readLine();
  }

  /** The terminal is ours from now on. */
  void taken() {
    tell();
  }

  /** It was given back. */
  void done() {
    tell();
  }

  private void tell() {
    try {
      OutputStream in = process.getOutputStream();
      in.write('\n');
      in.flush();
    } catch (IOException e) {
      // there is none where the system has no such shell
    }
  }
}
