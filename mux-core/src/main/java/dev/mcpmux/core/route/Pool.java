package dev.mcpmux.core.route;

import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;

/** Makes upstreams, each with a number of its own, and gives them their place under their key. */
final class Pool {
  private final MuxState state;

  Pool(MuxState state) {
    this.state = state;
  }

  /**
   * Makes the one of a key for its first session.
   *
   * @param failures how many of this key have failed one after the other
   */
  Upstream make(Session session, SharingKey key, int failures) {
    return make(session.server, session.declaration, key, failures);
  }

  /** Makes the one of a key for sessions that are to come. */
  Upstream make(ResolvedServer server, ClientDeclaration declared, SharingKey key, int failures) {
    Upstream upstream =
        new Upstream(
            state.nextUpstreamNumber(),
            key,
            server.scope(),
            server.sharing(),
            server.life(),
            SharingKeys.effective(server, declared),
            failures);
    admit(upstream);
    return upstream;
  }

  /** Makes one that is as the other is, without sessions, and in no pool. */
  Upstream successor(Upstream upstream, int failures) {
    return new Upstream(
        state.nextUpstreamNumber(),
        upstream.key,
        upstream.scope,
        upstream.policy,
        upstream.life,
        upstream.declaration,
        failures);
  }

  void admit(Upstream upstream) {
    state.upstreams.put(upstream.number, upstream);
    // A process that was told of other roots and never asked for them left its place to another.
    state.pool.putIfAbsent(upstream.key, upstream);
  }
}
