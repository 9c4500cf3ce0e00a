package dev.mcpmux.core.route;

import dev.mcpmux.core.Scope;
import dev.mcpmux.core.route.Timers.Timer;
import dev.mcpmux.core.sharing.SharingKey;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/** One process of a server, or one that is about to be, and the sessions that use it. */
final class Upstream {
  final int number;
  final SharingKey key;
  final Scope scope;

  /**
   * The {@code protocolVersion} and {@code capabilities} of its {@code initialize}, as its first
   * session wrote them.
   */
  final byte[] protocolVersion;

  final byte[] capabilities;

  /** Null before its life begins. */
  UpstreamState state;

  /** In the order they came. */
  final Set<Session> sessions = new LinkedHashSet<>();

  final PendingTable pendings = new PendingTable();

  /** Sessions with something parked, in the order of their turns. */
  final ArrayDeque<Session> turns = new ArrayDeque<>();

  boolean writable = true;

  /** How many upstreams of this key failed one after the other before this one. */
  final int failures;

  /** When the process was started, in the clock of the events. */
  long startedAt;

  /** Pending while it has no session. */
  Timer idleStop;

  Upstream(
      int number,
      SharingKey key,
      Scope scope,
      byte[] protocolVersion,
      byte[] capabilities,
      int failures) {
    this.number = number;
    this.key = key;
    this.scope = scope;
    this.protocolVersion = protocolVersion;
    this.capabilities = capabilities;
    this.failures = failures;
  }

  String server() {
    return key.server();
  }

  boolean isReady() {
    return state instanceof UpstreamState.Ready;
  }
}
