package dev.mcpmux.core.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a server by its command; an entry of the table of well-known servers, or of the
 * config's {@code wellKnownServers}, where an absent member leaves the table's.
 *
 * @param packages names of packages that hold it, as launchers such as {@code npx} and {@code uvx}
 *     are given them; without version
 * @param programs names of its programs, without extension
 * @param share its default scope
 * @param traits what it asks its clients for
 * @param stateless whether it keeps nothing between two calls, so that it may be stopped and
 *     started again unseen
 */
public record WellKnownServer(
    List<String> packages,
    List<String> programs,
    Optional<Scope> share,
    Optional<Set<Trait>> traits,
    Optional<Boolean> stateless) {

  public WellKnownServer {
    packages = List.copyOf(packages);
    programs = List.copyOf(programs);
    Objects.requireNonNull(share);
    traits = traits.map(Set::copyOf);
    Objects.requireNonNull(stateless);
  }

  /** This entry with what {@code over} says in place of its own. */
  public WellKnownServer overriddenBy(WellKnownServer over) {
    return new WellKnownServer(
        over.packages.isEmpty() ? packages : over.packages,
        over.programs.isEmpty() ? programs : over.programs,
        over.share.or(() -> share),
        over.traits.or(() -> traits),
        over.stateless.or(() -> stateless));
  }

  /** This entry with no scope. */
  public WellKnownServer withoutShare() {
    return new WellKnownServer(packages, programs, Optional.empty(), traits, stateless);
  }

  /** What holds of a command that this entry and another describe: in doubt less is shared. */
  public WellKnownServer and(WellKnownServer other) {
    Set<Trait> asks = EnumSet.noneOf(Trait.class);
    traits.ifPresent(asks::addAll);
    other.traits.ifPresent(asks::addAll);
    return new WellKnownServer(
        packages,
        programs,
        narrower(share, other.share),
        Optional.of(asks),
        Optional.of(stateless.orElse(false) && other.stateless.orElse(false)));
  }

  /** What holds of a command that may be this server: only what makes it share less. */
  public WellKnownServer inDoubt() {
    return new WellKnownServer(
        packages, programs, share.filter(scope -> scope != Scope.GLOBAL), traits, Optional.empty());
  }

  /** An absent scope may be any but {@link Scope#SESSION}. */
  private static Optional<Scope> narrower(Optional<Scope> one, Optional<Scope> other) {
    if (one.isPresent() && other.isPresent()) {
      return one.get().compareTo(other.get()) > 0 ? one : other;
    }
    return one.or(() -> other).filter(scope -> scope != Scope.GLOBAL);
  }
}
