package dev.mcpmux.core.state;

import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All upstreams, and which of them a new session of a key gets. The only one that makes upstreams,
 * gives them their keys, and takes these away again.
 */
public final class Pool {
  private final Map<Integer, Upstream> byNumber = new LinkedHashMap<>();
  private final Map<SharingKey, Upstream> byKey = new LinkedHashMap<>();
  private int lastNumber;

  /**
   * Makes the one of a key for its first session.
   *
   * @param failures how many of this key have failed one after the other
   */
  public Upstream make(Session session, SharingKey key, int failures) {
    return make(session.resolved(), session.declaration(), key, failures);
  }

  /** Makes the one of a key for sessions that are to come. */
  public Upstream make(
      ResolvedServer server, ClientDeclaration declared, SharingKey key, int failures) {
    Upstream upstream =
        new Upstream(++lastNumber, key, server, SharingKeys.effective(server, declared), failures);
    admit(upstream);
    return upstream;
  }

  /** Makes one that is as the other is, without sessions, which no session finds yet. */
  public Upstream successor(Upstream upstream, int failures) {
    return new Upstream(++lastNumber, upstream, failures);
  }

  /** Counts an upstream among those that there are, without its key. */
  public void add(Upstream upstream) {
    byNumber.put(upstream.number(), upstream);
  }

  public void admit(Upstream upstream) {
    add(upstream);
    offer(upstream);
  }

  /** An upstream is no more. Null when there is none of this number. */
  public Upstream remove(int number) {
    return byNumber.remove(number);
  }

  /** Null when there is none. */
  public Upstream find(int number) {
    return byNumber.get(number);
  }

  public boolean contains(Upstream upstream) {
    return byNumber.get(upstream.number()) == upstream;
  }

  /** Those that sessions find, and those that are being replaced or stopped. */
  public Collection<Upstream> all() {
    return Collections.unmodifiableCollection(byNumber.values());
  }

  /** Processes that the new one of an upstream may collide with, and that end anyway. */
  public List<Upstream> onTheirWayOut(Upstream upstream) {
    return byNumber.values().stream()
        .filter(
            other ->
                other != upstream
                    && (other.isDraining() || other.isStopping())
                    && other.server().equals(upstream.server())
                    && other.key().circle().equals(upstream.key().circle()))
        .toList();
  }

  /** The one that a new session of the key gets; null for none. */
  public Upstream of(SharingKey key) {
    return byKey.get(key);
  }

  /** Those that new sessions get. */
  public Collection<Upstream> offered() {
    return Collections.unmodifiableCollection(byKey.values());
  }

  /** Whether a new session of its key gets it. */
  public boolean isOffered(Upstream upstream) {
    return byKey.get(upstream.key()) == upstream;
  }

  /**
   * Sessions of its key get it from now on. A process that was told of other roots and never asked
   * for them left its place to another, which keeps it.
   */
  public void offer(Upstream upstream) {
    byKey.putIfAbsent(upstream.key(), upstream);
  }

  /** The server has asked for the roots that its key names, and is answered. */
  public void onRootsTold(Upstream upstream) {
    upstream.roots().tell(upstream.key().roots());
    if (upstream.roots().renew()) {
      offer(upstream);
    }
  }

  /** No new session gets it any more. */
  public void withdraw(Upstream upstream) {
    byKey.remove(upstream.key(), upstream);
  }

  /** An upstream has another key, under which no session finds it yet. */
  public void rekey(Upstream upstream, SharingKey key) {
    withdraw(upstream);
    upstream.rekey(key);
  }

  /** An upstream takes over the key of another, as that is now. */
  public void inherit(Upstream heir, Upstream old) {
    withdraw(old);
    rekey(heir, old.key());
  }

  /**
   * Whether an upstream may simply have another key: it was started and told as that says, and does
   * nothing for a session that has left it. Not one that drains: with a key of its own sessions
   * would find it again.
   */
  public boolean mayHave(Upstream upstream, SharingKey key) {
    return key.startsAs(upstream.key()) && isFree(upstream, key) && upstream.roots().mayHave(key);
  }

  /** Whether it may have another key when it is told that its roots have changed. */
  public boolean mayLearn(Upstream upstream, SharingKey key) {
    return key.differsInRootsOnly(upstream.key())
        && isFree(upstream, key)
        && upstream.isReady()
        && !upstream.roots().areOf(key);
  }

  /**
   * Whether nobody has the key, and the upstream does nothing for sessions that have left it, nor
   * may for one that is to be alone.
   */
  private boolean isFree(Upstream upstream, SharingKey key) {
    return !byKey.containsKey(key)
        && !upstream.isDraining()
        && !upstream.parties().hasLeftovers()
        && !(key.exclusive() && upstream.parties().workerHasLeft());
  }
}
