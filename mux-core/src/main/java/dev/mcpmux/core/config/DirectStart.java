package dev.mcpmux.core.config;

import java.util.List;
import java.util.Set;

/**
 * How one session runs a server by itself, where there is no {@code Mux} to share it: with the
 * environment and the directory that its process would have here if it had that one session.
 *
 * @param program as the config has it, variables unresolved
 * @param scope which directory it runs in, before that of the program counts
 * @param inClientDirectory whether it runs in the client's directory, whatever the scope
 * @param possibleFiles words of which any that names a file of the client's directory has it run
 *     there, and makes a scope that nobody has set that of the project
 * @param kept the variables of the session that it gets: names, or patterns with {@code *}
 */
public record DirectStart(
    LaunchTemplate.Program program,
    Scope scope,
    boolean inClientDirectory,
    List<String> possibleFiles,
    Set<String> kept) {

  public DirectStart {
    possibleFiles = List.copyOf(possibleFiles);
    kept = Set.copyOf(kept);
  }
}
