package dev.mcpmux.core.port;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a driver knows of a session's environment beyond its text. From the marks of many sessions
 * comes out which variables name a session.
 *
 * @param process a mark of the process that the relay is a child of, which no other has had or will
 *     have; 0 when not known
 * @param marks a keyed hash of each variable's value, by the variable's name: equal for equal
 *     values, also in a later process of the daemon; empty where nothing is to be learned
 * @param sharedPath {@code PATH} for a shared process, where the session's own names a directory
 *     that only this session has
 * @param filesInCwd of the words of configured commands those that name a file in the session's
 *     directory
 * @param lookedFor the words of which that was asked; empty where nobody looks at all, and words
 *     name no file then
 */
public record SessionTraces(
    long process,
    SortedMap<String, Long> marks,
    Optional<String> sharedPath,
    Set<String> filesInCwd,
    Optional<Set<String>> lookedFor) {
  private static final SessionTraces NONE =
      new SessionTraces(0, new TreeMap<>(), Optional.empty(), Set.of(), Optional.empty());

  public SessionTraces {
    marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
    filesInCwd = Set.copyOf(filesInCwd);
    lookedFor = lookedFor.map(Set::copyOf);
  }

  /**
   * Whether a word of a configured command names a file in the session's directory, or may: it was
   * not asked, as the config did not have it then.
   */
  public boolean mayNameFile(String word) {
    return filesInCwd.contains(word) || lookedFor.map(asked -> !asked.contains(word)).orElse(false);
  }

  /** What is of use once its variables have been seen. */
  public SessionTraces withoutMarks() {
    return new SessionTraces(0, new TreeMap<>(), sharedPath, filesInCwd, lookedFor);
  }

  /** Nothing is known. */
  public static SessionTraces none() {
    return NONE;
  }
}
