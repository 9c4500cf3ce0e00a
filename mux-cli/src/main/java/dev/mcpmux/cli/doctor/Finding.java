package dev.mcpmux.cli.doctor;

import java.util.List;
import java.util.Map;

/**
 * One thing that was looked at. Its texts may hold what servers and clients said: who prints it
 * makes it printable.
 *
 * @param check which check it is of, a stable word for programs
 * @param subject what people read before the text
 * @param details more lines, such as the end of a server's stderr
 * @param next the one thing to do; empty where there is none. Further lines of it are to be pasted
 * @param facts for programs: names, and values that are JSON
 */
record Finding(
    Level level,
    String check,
    String subject,
    String text,
    List<String> details,
    String next,
    Map<String, String> facts) {

  /** How bad it is. */
  enum Level {
    OK,
    /** It works, but better is possible. */
    NOTE,
    PROBLEM
  }

  static Finding ok(String check, String text) {
    return new Finding(Level.OK, check, check, text, List.of(), "", Map.of());
  }

  static Finding note(String check, String text, String next) {
    return new Finding(Level.NOTE, check, check, text, List.of(), next, Map.of());
  }

  static Finding problem(String check, String text, String next) {
    return new Finding(Level.PROBLEM, check, check, text, List.of(), next, Map.of());
  }

  Finding about(String other) {
    return new Finding(level, check, other, text, details, next, facts);
  }

  Finding with(List<String> lines) {
    return new Finding(level, check, subject, text, List.copyOf(lines), next, facts);
  }

  Finding with(Map<String, String> members) {
    return new Finding(level, check, subject, text, details, next, Map.copyOf(members));
  }
}
