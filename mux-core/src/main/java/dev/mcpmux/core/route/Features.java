package dev.mcpmux.core.route;

import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import java.util.List;

/** All that is kept of sessions at upstreams, as one. */
public final class Features implements Feature {
  private final List<Feature> all;

  /**
   * @param all in the order in which a session's things are given to a server
   */
  public Features(Feature... all) {
    this.all = List.of(all);
  }

  @Override
  public void onServed(Session session) {
    all.forEach(each -> each.onServed(session));
  }

  /** What came last goes first. */
  @Override
  public void onLeft(Upstream upstream, Session session) {
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).onLeft(upstream, session);
    }
  }

  @Override
  public void forget(Upstream upstream, Session session) {
    all.forEach(each -> each.forget(upstream, session));
  }

  @Override
  public boolean owes(Upstream upstream, Session session) {
    return all.stream().anyMatch(each -> each.owes(upstream, session));
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return all.stream().anyMatch(each -> each.keepsBusy(upstream));
  }
}
