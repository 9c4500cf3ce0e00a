package dev.mcpmux.cli.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is checked, and how far a check may go.
 *
 * @param name what it is called for people
 * @param command the program and its arguments
 * @param environment the whole environment of its processes
 * @param cwd their directory
 * @param start how long a process may take to answer {@code initialize}
 * @param calls tools that may be called beside those marked as read-only, with their arguments as
 *     JSON objects; empty arguments are made up
 * @param callsReadOnly whether tools that are marked as read-only are called
 */
public record CheckTarget(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path cwd,
    Duration start,
    Map<String, String> calls,
    boolean callsReadOnly) {

  /** Never prints arguments or the environment, which hold secrets. */
  @Override
  public String toString() {
    return name;
  }
}
