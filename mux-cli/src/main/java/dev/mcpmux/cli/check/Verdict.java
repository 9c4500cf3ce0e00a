package dev.mcpmux.cli.check;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What follows from what was seen. In doubt less is shared.
 *
 * @param share the value of {@code share} that is recommended
 * @param reasons sentences, the one that decides first
 * @param traits what it was seen to ask its client for
 */
record Verdict(Scope share, List<String> reasons, Set<Trait> traits) {

  private static final int NAMED = 4;

  static Verdict of(Observations found) {
    List<String> session = new ArrayList<>();
    if (!found.wrong.isEmpty()) {
      session.add("With two sessions at once it " + found.wrong.get(0) + ".");
    }
    if (!found.lost.isEmpty()) {
      session.add("It left requests without an answer: " + named(found.lost) + ".");
    }
    if (found.introduction.says().equals("isolated")) {
      session.add("It says itself that sessions must not share it (x-mux: isolated).");
    }
    if (!found.changed.isEmpty()) {
      session.add(
          "It remembers: another session's calls change the answer of "
              + named(found.changed)
              + ".");
    }
    if (!found.listsChanged.isEmpty()) {
      session.add(
          "What it lists changes with what sessions call: " + named(found.listsChanged) + ".");
    }
    boolean selfSaid =
        found.introduction.says().equals("shared")
            || found.introduction.says().equals("session-aware");
    if (!found.stateWords.isEmpty() && !selfSaid) {
      session.add(
          "Its tools seem to work on something that stays open or chosen between calls: "
              + named(found.stateWords)
              + ".");
    }
    if (!session.isEmpty()) {
      return new Verdict(Scope.SESSION, session, traits(found));
    }
    boolean asksRoots = found.asks().contains("roots/list");
    if (!found.directoryWords.isEmpty() && !selfSaid && !asksRoots) {
      return new Verdict(
          Scope.PROJECT,
          List.of(
              "Its tools speak of a directory that they are not given: "
                  + named(found.directoryWords)
                  + "."),
          traits(found));
    }
    List<String> reasons = new ArrayList<>();
    reasons.add(
        selfSaid
            ? "It says itself that sessions may share it (x-mux: "
                + found.introduction.says()
                + ")."
            : "Nothing was seen that one session could notice of another.");
    if (!found.byProcess.isEmpty()) {
      reasons.add(
          "Two processes of it differ, though, for no reason that was found: "
              + named(found.byProcess)
              + ".");
    }
    return new Verdict(Scope.GLOBAL, reasons, traits(found));
  }

  private static Set<Trait> traits(Observations found) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    Predicate<String> asked = found.asks()::contains;
    if (asked.test("roots/list")) {
      traits.add(Trait.ROOTS);
    }
    if (asked.test("sampling/createMessage")) {
      traits.add(Trait.SAMPLING);
    }
    if (asked.test("elicitation/create")) {
      traits.add(Trait.ELICITATION);
    }
    return traits;
  }

  static String named(List<String> names) {
    List<String> first = names.stream().limit(NAMED).toList();
    int more = names.size() - first.size();
    return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
  }
}
