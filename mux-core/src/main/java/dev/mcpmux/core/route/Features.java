package dev.mcpmux.core.route;

import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Refusal;
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

  @Override
  public void onReadable(Session session) {
    all.forEach(each -> each.onReadable(session));
  }

  /** As {@link #onLeft}. */
  @Override
  public void onEnd(Session session, String why) {
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).onEnd(session, why);
    }
  }

  /** What came last goes first. */
  @Override
  public void onLeft(Upstream upstream, Session session) {
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).onLeft(upstream, session);
    }
  }

  /** As {@link #onLeft}. */
  @Override
  public void onLost(Upstream upstream, Refusal why) {
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).onLost(upstream, why);
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
  public boolean holds(Upstream upstream, Session session) {
    for (Feature each : all) {
      if (each.holds(upstream, session)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return all.stream().anyMatch(each -> each.keepsBusy(upstream));
  }
}
