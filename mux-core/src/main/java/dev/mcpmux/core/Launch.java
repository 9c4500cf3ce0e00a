package dev.mcpmux.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one process is started, fully resolved: nothing in it depends on the session any more. Two
 * equal launches start processes that cannot be told apart from outside.
 *
 * @param command the program and its arguments, at least one element
 * @param environment the whole environment of the process
 * @param cwd its working directory, an absolute path
 */
public record Launch(List<String> command, SortedMap<String, String> environment, String cwd) {

  public Launch {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a launch needs a command");
    }
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  public Launch(List<String> command, Map<String, String> environment, String cwd) {
    this(command, (SortedMap<String, String>) new TreeMap<>(environment), cwd);
  }

  /** The command line and cwd; never the environment, which holds secrets. */
  @Override
  public String toString() {
    return String.join(" ", command) + " (in " + cwd + ")";
  }
}
