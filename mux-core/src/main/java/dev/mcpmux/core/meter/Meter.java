package dev.mcpmux.core.meter;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.PassingListener;
import dev.mcpmux.core.port.UpstreamExit;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what it hears, and passes it on. Each call is counted three times: for its session, for
 * the process that it was sent to, and for its tool or method at its server. Where a session or a
 * process has gone, its numbers go to the sum of those that have gone, so that all sums agree.
 *
 * <p>A server keeps numbers of {@link ToolTable#MAX_TOOLS} tools, and there are at most {@link
 * #MAX_SERVERS} servers: the first that does nothing makes room for another.
 *
 * <p>The mark of a call is this one's own, also for the listeners before and behind it.
 *
 * <p>The thread that drives the {@link dev.mcpmux.core.Mux}.
 */
public final class Meter extends PassingListener {

  /** Each ad-hoc command is one. */
  static final int MAX_SERVERS = 128;

  /** What is counted of a process. */
  private static final class Process {
    final ServerTally server;
    final Tally tally = new Tally();
    boolean ready;
    boolean told;

    Process(ServerTally server) {
      this.server = server;
    }
  }

  private static final class SessionTally {
    final Tally tally = new Tally();
    long refused;
  }

  /** Told of each call from here: at a place that all listeners share, the JVM cannot inline it. */
  private final MuxListener next;

  private final LongSupplier clock;
  private final Map<String, ServerTally> servers = new LinkedHashMap<>();
  private final IntTable<Process> processes = new IntTable<>();
  private final IntTable<SessionTally> sessions = new IntTable<>();
  private final SessionTally goneSessions = new SessionTally();
  private final Tally goneServers = new Tally();
  private final Tally goneProcesses = new Tally();

  /** The one asked for last, as the next call is mostly of the same. */
  private String lastName = "";

  private ServerTally lastServer;

  /**
   * @param clock for the time of errors, in nanoseconds
   */
  public Meter(MuxListener next, LongSupplier clock) {
    super(next);
    this.next = next;
    this.clock = clock;
  }

  /** All that anything was counted of, by name. */
  public Map<String, ServerTally> servers() {
    return Collections.unmodifiableMap(servers);
  }

  /** Of the processes that run. */
  List<Tally> processes() {
    return processes.values().stream().map(process -> process.tally).toList();
  }

  int countedSessions() {
    return sessions.size();
  }

  /** What was counted until now, for who reads it on another thread. */
  public Numbers copy() {
    Map<String, Numbers.Server> copies = new LinkedHashMap<>();
    servers.forEach(
        (name, tally) -> copies.put(name, new Numbers.Server(tally.copy(), inFlight(tally))));
    return new Numbers(copies, goneServers.copy());
  }

  /** How many calls the processes of a server have. */
  public long inFlight(ServerTally server) {
    long inFlight = 0;
    for (Process process : processes.values()) {
      inFlight += process.server == server ? process.tally.open() : 0;
    }
    return inFlight;
  }

  /** Null when nothing was counted of it. */
  public @Nullable ServerTally server(String name) {
    return servers.get(name);
  }

  /** All calls since the start. */
  public Tally total() {
    Tally total = new Tally();
    total.add(goneServers);
    servers.values().forEach(server -> total.add(server.total()));
    return total;
  }

  /** What a call of a server is that has no answer yet, by its mark; null when nobody knows. */
  public ServerTally.@Nullable CallName callName(String server, byte mark) {
    ServerTally tally = servers.get(server);
    return tally == null ? null : tally.callName(mark);
  }

  /** What servers had that had to make room. */
  Tally goneServers() {
    return goneServers;
  }

  /** What their processes had. */
  Tally goneProcesses() {
    return goneProcesses;
  }

  /** What was sent to a process; null for none. */
  public @Nullable Tally process(int upstream) {
    Process process = processes.get(upstream);
    return process == null ? null : process.tally;
  }

  /** The calls of a session that is open; null for none. */
  public @Nullable Tally session(int number) {
    SessionTally session = sessions.get(number);
    return session == null ? null : session.tally;
  }

  /** How many messages of a session were refused at once. */
  public long refused(int session) {
    SessionTally found = sessions.get(session);
    return found == null ? 0 : found.refused;
  }

  /** The calls of sessions that have gone. */
  Tally goneSessions() {
    return goneSessions.tally;
  }

  @Override
  public byte requestBegun(int session, String server, FrameView request) {
    next.requestBegun(session, server, request);
    ServerTally tally = tally(server);
    byte mark = tally.mark(request);
    long bytes = request.frameBytes();
    tally.row(mark).begin(bytes);
    begun(session).tally.begin(bytes);
    return mark;
  }

  @Override
  public void requestSent(int upstream, String server, long bytes) {
    next.requestSent(upstream, server, bytes);
    Process process = processes.get(upstream);
    (process == null ? tally(server).gone : process.tally).begin(bytes);
  }

  @Override
  public void requestUntaken(int upstream, String server) {
    next.requestUntaken(upstream, server);
    Process process = processes.get(upstream);
    (process == null ? tally(server).gone : process.tally).untake();
  }

  @Override
  public void requestEnded(
      int session, int upstream, String server, byte mark, CallEnd how, long bytes, long nanos) {
    next.requestEnded(session, upstream, server, mark, how, bytes, nanos);
    int time = nanos >= 0 && isAnswer(how) ? Histogram.bucket(nanos) : Tally.NO_TIME;
    ServerTally tally = tally(server);
    tally.row(mark).end(how, bytes, time);
    session(session, goneSessions).tally.end(how, bytes, time);
    if (upstream != 0) {
      Process process = processes.get(upstream);
      (process == null ? tally.gone : process.tally).end(how, bytes, time);
    }
    if (isFailure(how)) {
      tally.failed(mark, how, clock.getAsLong());
    }
  }

  /** Whether the time until then is one that the server has taken. */
  static boolean isAnswer(CallEnd how) {
    return how == CallEnd.RESULT || how == CallEnd.TOOL_ERROR || how == CallEnd.ERROR;
  }

  private static boolean isFailure(CallEnd how) {
    return how != CallEnd.RESULT && how != CallEnd.KNOWN && how != CallEnd.CANCELLED;
  }

  private SessionTally session(int number, SessionTally other) {
    SessionTally session = sessions.get(number);
    return session == null ? other : session;
  }

  private SessionTally begun(int number) {
    if (number <= 0) {
      return goneSessions;
    }
    SessionTally session = sessions.get(number);
    if (session == null) {
      session = new SessionTally();
      sessions.put(number, session);
    }
    return session;
  }

  @Override
  public void sessionEnded(int session) {
    super.sessionEnded(session);
    SessionTally gone = sessions.remove(session);
    if (gone != null) {
      goneSessions.tally.add(gone.tally);
      goneSessions.refused += gone.refused;
    }
  }

  @Override
  public void sessionFrameRefused(int session, FrameView frame, String reason) {
    super.sessionFrameRefused(session, frame, reason);
    begun(session).refused++;
  }

  @Override
  public void upstreamRuns(int upstream, String server, String circle) {
    super.upstreamRuns(upstream, server, circle);
    ServerTally tally = tally(server);
    processes.put(upstream, new Process(tally));
    tally.started();
  }

  @Override
  public void upstreamReady(int upstream, String server) {
    super.upstreamReady(upstream, server);
    Process process = processes.get(upstream);
    if (process != null) {
      process.ready = true;
    }
  }

  @Override
  public void upstreamStopping(int upstream, String server, EndReason reason) {
    super.upstreamStopping(upstream, server, reason);
    Process process = processes.get(upstream);
    if (process != null && !process.told) {
      process.told = true;
      if (reason == EndReason.RESTART) {
        process.server.replaced();
      }
    }
  }

  @Override
  public void upstreamFailed(int upstream, String server, String message) {
    super.upstreamFailed(upstream, server, message);
    tally(server).startFailed(message, clock.getAsLong());
  }

  @Override
  public void upstreamHung(int upstream, String server, String message) {
    super.upstreamHung(upstream, server, message);
    tally(server).crashed("hung", clock.getAsLong());
  }

  @Override
  public void upstreamExited(int upstream, String server, UpstreamExit exit) {
    super.upstreamExited(upstream, server, exit);
    Process process = processes.remove(upstream);
    if (process != null) {
      process.server.ended(process.tally);
      if (process.ready && !process.told) {
        process.server.crashed(exit.what(), clock.getAsLong());
      }
    }
  }

  @Override
  public void serverRequestRefused(int upstream, String server, FrameView frame, String reason) {
    super.serverRequestRefused(upstream, server, frame, reason);
    tally(server).questionRefused();
  }

  /** What a call has called that has not ended: the name of a tool, else of a method. */
  String name(String server, byte mark) {
    return tally(server).name(mark);
  }

  private ServerTally tally(String server) {
    if (server == lastName) { // the same object, mostly
      return lastServer;
    }
    ServerTally tally = servers.get(server);
    if (tally == null) {
      makeRoom();
      tally = new ServerTally();
      servers.put(server, tally);
    }
    lastName = server;
    lastServer = tally;
    return tally;
  }

  private void makeRoom() {
    Iterator<ServerTally> all = servers.values().iterator();
    while (servers.size() >= MAX_SERVERS && all.hasNext()) {
      ServerTally tally = all.next();
      if (tally.isIdle()) {
        goneServers.add(tally.total());
        goneProcesses.add(tally.gone);
        all.remove();
      }
    }
  }
}
