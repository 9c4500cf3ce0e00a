package dev.mcpmux.core.table;

import dev.mcpmux.core.port.SessionTraces;
import java.util.Set;

/**
 * Of the environment of a session what may tell it from others.
 *
 * @param traces none when they have been seen
 * @param madeValues of these those whose values look made by a program
 * @param learnedAway variables that it has and its server's process lacks, as was learned
 */
public record Environs(SessionTraces traces, Set<String> madeValues, Set<String> learnedAway) {
  public Environs seen() {
    return new Environs(SessionTraces.none(), madeValues, learnedAway);
  }

  public Environs without(Set<String> learned) {
    return new Environs(traces, madeValues, learned);
  }
}
