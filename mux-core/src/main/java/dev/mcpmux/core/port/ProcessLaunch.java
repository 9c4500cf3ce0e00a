package dev.mcpmux.core.port;

import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.core.text.Printable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How one process is started. Two equal launches start processes that cannot be told apart from
 * outside.
 *
 * @param command the program and its arguments, at least one element
 * @param environment the whole environment of the process
 * @param cwd its working directory, an absolute path
 * @param secrets what the config puts into it by variables and settings, any of which may be a
 *     secret, also where it is only a part of a word; no part of what makes launches equal
 */
public record ProcessLaunch(
    List<String> command,
    SortedMap<String, String> environment,
    String cwd,
    SortedSet<String> secrets)
    implements Launch {

  public ProcessLaunch {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a launch needs a command");
    }
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    secrets = Collections.unmodifiableSortedSet(new TreeSet<>(secrets));
  }

  public ProcessLaunch(List<String> command, Map<String, String> environment, String cwd) {
    this(command, new TreeMap<>(environment), cwd, new TreeSet<>());
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof ProcessLaunch other
        && command.equals(other.command)
        && environment.equals(other.environment)
        && cwd.equals(other.cwd);
  }

  @Override
  public int hashCode() {
    return Objects.hash(command, environment, cwd);
  }

  /** Whether all of it is UTF-8; what else can be in it, says {@link ByteText}. */
  public boolean isUtf8() {
    return command.stream().allMatch(ByteText::isUtf8)
        && environment.entrySet().stream()
            .allMatch(each -> ByteText.isUtf8(each.getKey()) && ByteText.isUtf8(each.getValue()))
        && ByteText.isUtf8(cwd);
  }

  @Override
  public List<String> program() {
    return command;
  }

  /**
   * The program for people: a path or name. A whole command line that stands in its place may hold
   * anything, and is shown up to where the program's name ends.
   */
  public String shownProgram() {
    return shownProgram(command.get(0));
  }

  /** As {@link #shownProgram()}, of the first word of a command. */
  public static String shownProgram(String word) {
    String first = word.strip().split("[\\s=?]|://", 2)[0];
    return Printable.line(first);
  }

  /** The program and cwd; never arguments or the environment, which hold secrets. */
  @Override
  public String toString() {
    return shownProgram() + " (in " + cwd + ")";
  }
}
