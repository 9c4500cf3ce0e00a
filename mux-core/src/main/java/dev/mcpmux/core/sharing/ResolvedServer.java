package dev.mcpmux.core.sharing;

import dev.mcpmux.core.Launch;
import dev.mcpmux.core.LifePolicy;
import dev.mcpmux.core.Scope;
import dev.mcpmux.core.SharingPolicy;

/**
 * A session's server, as far as it is known before {@code initialize}.
 *
 * @param name the entry's name, or the command line of an ad-hoc server
 * @param scope the scope, whoever set it
 * @param circle the circle of sessions that the scope draws around this one
 * @param launch how its process is started
 * @param sharing what the config says; {@code share} may be empty there
 * @param life when its processes start and stop
 */
public record ResolvedServer(
    String name,
    Scope scope,
    Circle circle,
    Launch launch,
    SharingPolicy sharing,
    LifePolicy life) {

  /** The same for a server that says that each session needs a process of its own. */
  ResolvedServer isolated(int session) {
    return circle.isOwn()
        ? this
        : new ResolvedServer(
            name, scope, Circle.own(Circle.Kind.SAID, session), launch, sharing, life);
  }
}
