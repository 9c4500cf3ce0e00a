package dev.mcpmux.core.engine;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.sharing.KeyDifference;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/** Makes the snapshot that {@link dev.mcpmux.core.Mux#status} returns. */
public final class StatusReport {
  private StatusReport() {}

  public static MuxStatus of(
      MuxState state, Catalog catalog, SortedMap<String, SortedSet<String>> learned) {
    Map<String, List<MuxStatus.Upstream>> servers = new LinkedHashMap<>();
    state.config().servers().keySet().forEach(name -> servers.put(name, new ArrayList<>()));
    List<MuxStatus.Session> sessions = new ArrayList<>();
    for (Session session : state.sessions()) {
      servers.computeIfAbsent(session.server(), name -> new ArrayList<>());
      sessions.add(describe(session));
    }
    for (Upstream upstream : state.pool.all()) {
      if (!upstream.isAsleep()) {
        servers
            .computeIfAbsent(upstream.server(), name -> new ArrayList<>())
            .add(describe(state, upstream));
      }
    }
    List<MuxStatus.Server> list = new ArrayList<>();
    servers.forEach(
        (name, upstreams) ->
            list.add(
                new MuxStatus.Server(
                    name,
                    List.copyOf(upstreams),
                    failure(state, name),
                    upstreams.isEmpty()
                        ? Optional.of(idle(state, catalog, name))
                        : Optional.empty())));
    return new MuxStatus(List.copyOf(list), List.copyOf(sessions), learned);
  }

  private static Optional<String> failure(MuxState state, String server) {
    ServerConfig config = state.config().servers().get(server);
    if (config != null && config.launch() instanceof LaunchTemplate.Unusable off) {
      return Optional.of(ServerResolver.off(config, off));
    }
    return Optional.ofNullable(state.absences.failure(server))
        .or(() -> firstWords(state, server))
        .or(() -> lastFailure(state, server));
  }

  /** Of one that failed too often. */
  private static Optional<String> lastFailure(MuxState state, String server) {
    return state.pool.all().stream()
        .filter(upstream -> upstream.server().equals(server))
        .filter(upstream -> upstream.state() instanceof UpstreamState.Failed)
        .map(upstream -> ((UpstreamState.Failed) upstream.state()).message())
        .findFirst();
  }

  /** What one says that has not answered yet. */
  private static Optional<String> firstWords(MuxState state, String server) {
    return state.pool.all().stream()
        .filter(upstream -> upstream.server().equals(server) && !upstream.firstWords().isEmpty())
        .map(upstream -> "server \"" + server + "\" is starting" + upstream.firstWords())
        .findFirst();
  }

  private static String idle(MuxState state, Catalog catalog, String server) {
    if (state.config().disabled().contains(server)) {
      return "disabled";
    }
    ServerConfig config = state.config().servers().get(server);
    if (config != null && config.launch() instanceof LaunchTemplate.Unusable) {
      return "off";
    }
    boolean removed =
        !state.isConfigured(server)
            && state.sessions().stream()
                .anyMatch(
                    session -> session.unavailable() != null && session.server().equals(server));
    if (removed) {
      return "not configured";
    }
    if (state.absences.stop(server) != null) {
      return "stopped: " + state.absences.stop(server);
    }
    for (Upstream upstream : state.pool.all()) {
      if (upstream.server().equals(server)
          && upstream.state() instanceof UpstreamState.Asleep asleep
          && !asleep.why().isEmpty()) {
        return "stopped: " + asleep.why();
      }
    }
    return catalog.knows(server) ? "catalog only" : "not started";
  }

  private static MuxStatus.Upstream describe(MuxState state, Upstream upstream) {

    return new MuxStatus.Upstream(
        upstream.number(),
        upstream.state().word(),
        upstream.parties().all().size(),
        upstream.beginning().age(state.now()),
        address(upstream.key().launch()),
        apart(state, upstream),
        upstream.cutLists().lines(),
        Optional.ofNullable(upstream.results()).map(results -> results.status(state.now())));
  }

  /** What is said in place of a process id. */
  private static Optional<String> address(Launch launch) {
    if (launch instanceof RemoteLaunch remote) {
      return Optional.of(remote.address());
    }
    return launch instanceof InProcessLaunch
        ? Optional.of(InProcessLaunch.WORDS)
        : Optional.empty();
  }

  private static Optional<MuxStatus.Apart> apart(MuxState state, Upstream upstream) {
    return state.pool.all().stream()
        .filter(
            other ->
                other != upstream
                    && other.server().equals(upstream.server())
                    && state.pool.isOffered(other))
        .map(
            other ->
                new MuxStatus.Apart(
                    other.number(), KeyDifference.explain(upstream.key(), other.key())))
        .filter(apart -> !apart.reasons().isEmpty())
        .min(Comparator.comparingInt(apart -> apart.reasons().size()));
  }

  private static MuxStatus.Session describe(Session session) {
    return new MuxStatus.Session(
        session.number(),
        session.declared().label(),
        session.server(),
        session.upstream() == null ? 0 : session.upstream().number(),
        session.origin().projectRoot(),
        session.origin().pid(),
        session.origin().clientSessionId(),
        session.requests().size(),
        session.unavailable() == null ? List.of() : List.of(session.unavailable().message()));
  }
}
