package dev.mcpmux.cli.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Asks a person. */
public interface Question {

  /** Whether there is one to ask. */
  boolean canBeAsked();

  boolean isYes(String question) throws IOException;

  /** Whether something may be done: that was said beforehand, or is when asked. */
  static boolean isAgreed(
      Question person, Options options, String question, PrintStream out, PrintStream err)
      throws IOException {
    if (options.yes()) {
      return true;
    }
    if (options.json() || !person.canBeAsked()) {
      err.println("mcpmux: nothing was changed: there is no terminal to ask at; add --yes");
      return false;
    }
    boolean yes = person.isYes(question);
    if (!yes) {
      out.println("Nothing was changed.");
    }
    return yes;
  }

  /** At the terminal that this process was started from. */
  static Question atTerminal(PrintStream out) {
    return new Question() {
      @Override
      public boolean canBeAsked() {
        return isTerminal();
      }

      @Override
      public boolean isYes(String question) throws IOException {
        out.print(question + " [y/N] ");
        out.flush();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = in.readLine();
        String answer = line == null ? "" : line.strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
      }
    };
  }

  /** From Java 22 on there is a console without a terminal, too. */
  private static boolean isTerminal() {
    try {
      String stdin = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
      return stdin.startsWith("/dev/pts/")
          || stdin.startsWith("/dev/tty")
          || stdin.equals("/dev/console");
    } catch (IOException e) {
      return System.console() != null; // no such system
    }
  }
}
