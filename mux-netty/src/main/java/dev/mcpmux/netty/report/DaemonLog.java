package dev.mcpmux.netty.report;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.PassingListener;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.log.Seldom;
import dev.mcpmux.netty.output.NoiseLog;
import java.util.Collection;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Writes the daemon's log of what the core reports, puts what a server prints between its messages
 * into that server's log, and passes every report on.
 */
public final class DaemonLog extends PassingListener {

  private final NoiseLog noise;
  private final Lives lives;
  private final IntToLongFunction pids;
  private final Seldom seldom = new Seldom();

  /** What is the same each time that it is dropped. */
  private record Dropped(Object whose, Method method, String reason) {}

  /**
   * @param pids the pid of an upstream's process, 0 for none
   */
  public DaemonLog(MuxListener next, NoiseLog noise, Lives lives, IntToLongFunction pids) {
    super(next);
    this.noise = noise;
    this.lives = lives;
    this.pids = pids;
  }

  @Override
  public void upstreamNoise(int upstream, String server, FrameView line) {
    noise.add(server, pids.applyAsLong(upstream), line);
    super.upstreamNoise(upstream, server, line);
  }

  @Override
  public void upstreamQueued(int upstream, String server, int place) {
    Log.info(server + " waits to be started, as number " + place);
    super.upstreamQueued(upstream, server, place);
  }

  @Override
  public void upstreamInTurn(int upstream, String server) {
    Log.info(server + " starts when its process before has ended");
    super.upstreamInTurn(upstream, server);
  }

  @Override
  public void upstreamStartSlow(int upstream, String server, long millis) {
    Log.info(server + " has been starting for " + millis / 1000 + " s");
    super.upstreamStartSlow(upstream, server, millis);
  }

  @Override
  public void variablesLearned(String client, Collection<String> names) {
    Log.info(
        "of the variables of "
            + client
            + " these name a session, as was seen: "
            + (names.isEmpty() ? "none any more" : String.join(", ", names)));
    super.variablesLearned(client, names);
  }

  @Override
  public void upstreamRuns(int upstream, String server, String circle) {
    lives.runs(upstream, server, pids.applyAsLong(upstream), circle);
    super.upstreamRuns(upstream, server, circle);
  }

  @Override
  public void upstreamStopping(int upstream, String server, EndReason reason) {
    lives.stopping(upstream, reason);
    super.upstreamStopping(upstream, server, reason);
  }

  @Override
  public void sessionRefused(int session, CloseCause cause) {
    lives.refused(cause.reason(), cause.message());
    super.sessionRefused(session, cause);
  }

  @Override
  public void sessionFailed(int session, Throwable failure) {
    Log.bug("session " + session + ": an answer for it failed", failure);
    super.sessionFailed(session, failure);
  }

  @Override
  public void upstreamReady(int upstream, String server) {
    lives.ready(upstream);
    super.upstreamReady(upstream, server);
  }

  @Override
  public void upstreamFailed(int upstream, String server, String message) {
    lives.failed(server, message);
    super.upstreamFailed(upstream, server, message);
  }

  @Override
  public void upstreamHung(int upstream, String server, String message) {
    lives.hung(server, message);
    super.upstreamHung(upstream, server, message);
  }

  @Override
  public void upstreamFailedBeside(int upstream, String server, String message, int again) {
    Log.info("beside its process before, which ends first now: " + message);
    super.upstreamFailedBeside(upstream, server, message, again);
  }

  @Override
  public void upstreamExited(int upstream, String server, UpstreamExit exit) {
    lives.exited(upstream, server, exit);
    super.upstreamExited(upstream, server, exit);
  }

  @Override
  public void upstreamFrameDropped(int upstream, String server, FrameView frame, String reason) {
    if (frame.kind() == FrameKind.RESPONSE || frame.kind() == FrameKind.ERROR_RESPONSE) {
      noise.dropped(server, pids.applyAsLong(upstream), frame, reason);
    } else {
      dropped(server, "server \"" + server + "\": dropped ", frame, reason);
    }
    super.upstreamFrameDropped(upstream, server, frame, reason);
  }

  @Override
  public void sessionFrameRefused(int session, FrameView frame, String reason) {
    boolean answered = frame.kind() == FrameKind.REQUEST || frame.kind() == FrameKind.INVALID;
    if (!answered) {
      dropped(session, "session " + session + ": dropped ", frame, reason);
    }
    super.sessionFrameRefused(session, frame, reason);
  }

  private void dropped(Object whose, String what, FrameView frame, String reason) {
    long times = seldom.count(new Dropped(whose, frame.method(), reason));
    if (times > 0) {
      Log.info(what + frame + ": " + reason + often(times));
    }
  }

  private static String often(long times) {
    return times == 1 ? "" : " (" + times + " times by now)";
  }

  @Override
  public void forgotten(String server, String what) {
    long times = seldom.count(List.of(server, what));
    if (times > 0) {
      Log.warn("server \"" + server + "\": " + what + often(times));
    }
    super.forgotten(server, what);
  }

  @Override
  public void listCut(int upstream, String server, String what) {
    Log.warn("server \"" + server + "\": " + what);
    super.listCut(upstream, server, what);
  }

  @Override
  public void memberSkipped(int session, String server, String method, String reason) {
    Log.warn(
        "session "
            + session
            + " goes on without server \""
            + server
            + "\" for now: "
            + method
            + ": "
            + reason);
    super.memberSkipped(session, server, method, reason);
  }

  @Override
  public void serverRequestRefused(int upstream, String server, FrameView frame, String reason) {
    dropped(server, "server \"" + server + "\": refused ", frame, reason);
    super.serverRequestRefused(upstream, server, frame, reason);
  }
}
