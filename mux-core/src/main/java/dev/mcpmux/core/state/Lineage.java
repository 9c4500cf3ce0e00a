package dev.mcpmux.core.state;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Whose place an upstream takes, which takes its own, and which must have ended before. */
public final class Lineage {
  private final Upstream self;

  /** Takes its place as soon as it is ready; null for nothing. */
  private Upstream replacement;

  /** Whose place it takes as soon as it is ready; null for none. */
  private Upstream replaces;

  private final Set<Upstream> after = new LinkedHashSet<>();

  private boolean secondTry;

  Lineage(Upstream self) {
    this.self = self;
  }

  public Upstream replacement() {
    return replacement;
  }

  public Upstream replaces() {
    return replaces;
  }

  public void replace(Upstream old) {
    replaces = old;
    old.lineage().replacement = self;
  }

  /** It takes nobody's place: it has it, is of no use any more, or has failed. */
  public void unlink() {
    if (replaces != null) {
      replaces.lineage().replacement = null;
      replaces = null;
    }
  }

  /** Those must have ended before its process is started. */
  public void comeAfter(Collection<Upstream> others) {
    after.addAll(others);
  }

  /** Whether any of those is there that must have ended. */
  public boolean mustWait(Predicate<Upstream> isThere) {
    after.removeIf(isThere.negate());
    return !after.isEmpty();
  }

  /** It waits for nobody any longer. */
  public void losePatience() {
    after.clear();
  }

  /** It is in the place of one that failed beside those that are still there. */
  public void tryAgain() {
    secondTry = true;
  }

  public boolean isSecondTry() {
    return secondTry;
  }
}
