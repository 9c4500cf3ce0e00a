package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.sharing.LearnedVariables;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.sharing.SessionVariables;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds out which variables name a session, and gives sessions that such a variable kept apart the
 * same key. Of interest are ad-hoc commands: the environment of a configured server is what its
 * entry says.
 */
public final class Learning {
  public static final String STATE = "variables";
  private static final long SAVE_MILLIS = 1_000;

  private final MuxState state;
  private final Drains drains;
  private final LearnedVariables learned = new LearnedVariables();
  private boolean isLoading;
  private Timers.Timer save;

  /** What waits until it is known what was learned before; null since then. */
  private List<Session> waiting = new ArrayList<>();

  public Learning(MuxState state, Drains drains) {
    this.state = state;
    this.drains = drains;
  }

  /** What may be learned from of the environment of a session. */
  public Session.Environs environs(SessionHello hello, ResolvedServer server) {
    SessionTraces traces = ofInterest(hello, server);
    Set<String> made = new TreeSet<>(traces.marks().keySet());
    made.removeIf(name -> !SessionVariables.looksMade(hello.environment().get(name)));
    return new Session.Environs(traces, made, Set.of());
  }

  /** The traces of a session from which something may be learned. */
  private SessionTraces ofInterest(SessionHello hello, ResolvedServer server) {
    SessionTraces traces = hello.traces();
    if (server.scope() == Scope.SESSION
        || !(hello.target() instanceof Target.AdHoc)
        || traces.marks().isEmpty()) {
      return SessionTraces.none();
    }
    SortedMap<String, Long> marks = new TreeMap<>();
    traces
        .marks()
        .forEach(
            (name, mark) -> {
              String value = hello.environment().get(name);
              if (value != null && state.rules().variables().mayBeLearned(name, value)) {
                marks.put(name, mark);
              }
            });
    return new SessionTraces(
        traces.process(), marks, traces.sharedPath(), traces.filesInCwd(), traces.lookedFor());
  }

  /** The server of a session, as the config now in force has it and as far as is learned. */
  public ResolvedServer resolve(int session, SessionHello hello, String client)
      throws ServerResolver.RefusedException {
    return resolve(session, hello, client, state.traits::said);
  }

  private void resolve(Session session, Function<ResolvedServer, SaidSharing> word)
      throws ServerResolver.RefusedException {
    SessionHello hello = session.origin().hello().unpack();
    session.resolve(resolve(session.number(), hello, session.declared().name(), word));
  }

  private ResolvedServer resolve(
      int session, SessionHello hello, String client, Function<ResolvedServer, SaidSharing> word)
      throws ServerResolver.RefusedException {
    Set<String> names = client.isEmpty() ? Set.of() : learned.of(client);
    return ServerResolver.resolve(session, hello, state.config(), state.rules(), names, word);
  }

  /**
   * The same for a session that is open already. As long as it is a session of the same server,
   * what the server has said since does not count for it: that is for sessions to come.
   */
  public void resolveAgain(Session session) throws ServerResolver.RefusedException {
    ResolvedServer before = session.resolved();
    String speaker = before.speaker();
    resolve(
        session,
        server -> server.speaker().equals(speaker) ? before.said() : state.traits.said(server));
    Upstream upstream = session.upstream();
    if (upstream != null
        && upstream.isReady()
        && upstream.key().launch().equals(session.resolved().launch())) {
      narrow(session, upstream.said());
    }
  }

  /** What is known now of the words of the server of a session that is to be placed. */
  void hearBeforePlacing(Session session) {
    if (state.traits.said(session.resolved()) != session.resolved().said()) {
      try {
        resolve(session, state.traits::said);
      } catch (ServerResolver.RefusedException e) {
        // it is withdrawn with the config that says so
      }
    }
  }

  /**
   * The process that a session is in, or would be, says this of itself. Returns whether it counts:
   * a word parts open sessions, or it does not matter to them.
   *
   * @param word null for none
   */
  public boolean narrow(Session session, SaidSharing word) {
    if (!SaidSharing.isNarrower(word, session.resolved().said())) {
      return false;
    }
    try {
      resolve(session, server -> word);
      return true;
    } catch (ServerResolver.RefusedException e) {
      return false; // it is withdrawn with the config that says so
    }
  }

  /**
   * Whether a session that declares itself must wait until what was learned before has been loaded:
   * {@link #onLoaded} returns it then.
   */
  boolean holds(Session session) {
    if (waiting == null || tellsNothing(session)) {
      return false;
    }
    waiting.add(session);
    if (!isLoading) {
      isLoading = true;
      state.actions.loadState(STATE);
    }
    return true;
  }

  private static boolean tellsNothing(Session session) {
    return session.environs().traces().marks().isEmpty() || session.declared().name().isEmpty();
  }

  /**
   * Takes into account what a session has that declares itself. Returns whether anything was
   * learned of its client.
   */
  boolean see(Session session) {
    if (tellsNothing(session)) {
      resolveAnew(session); // it may have said another name before
      return false;
    }
    SessionTraces traces = session.environs().traces();
    session.learn(session.environs().seen());
    boolean changed =
        learned.see(
            session.declared().name(),
            traces.process(),
            session.server(),
            traces.marks(),
            session.environs().madeValues());
    saveSoon();
    resolveAnew(session);
    return changed;
  }

  /** Each new session of a client brings news: written once for those that come together. */
  private void saveSoon() {
    if (learned.takeNews() && save == null) {
      save =
          state.in(
              SAVE_MILLIS,
              () -> {
                save = null;
                state.actions.saveState(STATE, learned.toBytes());
              });
    }
  }

  /**
   * The process of a session could not be started, and none of its launch ever could: where
   * variables were left out of it that were learned, one of them may be what it lacks. They are
   * learned no more. Returns whether there are any.
   */
  boolean unlearn(Session session, Upstream failed) {
    Set<String> left = session.environs().learnedAway();
    boolean may =
        !left.isEmpty()
            && session.server().equals(failed.server())
            && session.resolved().launch().equals(failed.key().launch());
    if (may) {
      learned.end(session.declared().name(), left);
      saveSoon();
    }
    return may;
  }

  /**
   * Returns the sessions that have waited for it.
   *
   * @param saved what was saved; null when there is nothing
   */
  List<Session> onLoaded(byte[] saved) {
    if (saved != null) {
      learned.load(saved);
    }
    List<Session> sessions = waiting == null ? List.of() : waiting;
    waiting = null;
    return sessions;
  }

  /** What is learned, by client. */
  public SortedMap<String, SortedSet<String>> all() {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>();
    for (String client : learned.clients()) {
      SortedSet<String> names = learned.of(client);
      if (!names.isEmpty()) {
        all.put(client, names);
      }
    }
    return all;
  }

  /** What is learned of this client. */
  SortedSet<String> of(String client) {
    return learned.of(client);
  }

  /** Processes with a variable that names a session: nobody will be given one of them again. */
  void stopUnused(SortedSet<String> names) {
    for (Upstream upstream : List.copyOf(state.pool.all())) {
      if (upstream.parties().isEmpty()
          && upstream.lineage().replaces() == null
          && !state.isConfigured(upstream.server())
          && upstream.scope() != Scope.SESSION
          && !state.keys.isAwaited(upstream.key())
          && upstream.key().launch() instanceof ProcessLaunch launch
          && launch.environment().keySet().stream().anyMatch(names::contains)) {
        drains.stop(upstream);
      }
    }
  }

  /** Returns whether something else came of it. */
  boolean resolveAnew(Session session) {
    if (session.origin().hello().isNamed() || session.resolved().scope() == Scope.SESSION) {
      return false;
    }
    try {
      Set<String> names =
          session.declared().name().isEmpty() ? Set.of() : learned.of(session.declared().name());
      if (names.isEmpty() && session.environs().learnedAway().isEmpty()) {
        return false;
      }
      SessionHello hello = session.origin().hello().unpack();
      Launch before = session.resolved().launch();
      resolveAgain(session);
      boolean other = !session.resolved().launch().equals(before);
      names = new TreeSet<>(names);
      names.retainAll(hello.environment().keySet());
      session.learn(session.environs().without(names));
      return other;
    } catch (ServerResolver.RefusedException e) {
      throw new IllegalStateException("an ad-hoc command is never refused", e);
    }
  }
}
