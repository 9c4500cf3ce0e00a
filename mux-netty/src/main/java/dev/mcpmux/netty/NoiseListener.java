package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.EndReason;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.UpstreamExit;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Puts what a server prints between its messages into its log, and what was dropped into the
 * daemon's, says which processes have proved to work, and passes every report on.
 */
final class NoiseListener implements MuxListener {

  private final MuxListener next;
  private final NoiseLog noise;
  private final Supplier<NettyMuxActions> actions;
  private final Restarts restarts;
  private final Lives lives;
  private final Seldom seldom = new Seldom();

  /** What is the same each time that it is dropped. */
  private record Dropped(Object whose, Method method, String reason) {}

  NoiseListener(
      MuxListener next,
      NoiseLog noise,
      Supplier<NettyMuxActions> actions,
      Restarts restarts,
      Lives lives) {
    this.next = next;
    this.noise = noise;
    this.actions = actions;
    this.restarts = restarts;
    this.lives = lives;
  }

  @Override
  public void upstreamNoise(int upstream, String server, FrameView line) {
    noise.add(server, actions.get().pid(upstream), line);
    next.upstreamNoise(upstream, server, line);
  }

  @Override
  public void upstreamStarting(int upstream, String server) {
    next.upstreamStarting(upstream, server);
  }

  @Override
  public void upstreamQueued(int upstream, String server, int place) {
    Log.info(server + " waits to be started, as number " + place);
    next.upstreamQueued(upstream, server, place);
  }

  @Override
  public void upstreamInTurn(int upstream, String server) {
    Log.info(server + " starts when its process before has ended");
    next.upstreamInTurn(upstream, server);
  }

  @Override
  public void upstreamStartSlow(int upstream, String server, long millis) {
    Log.info(server + " has been starting for " + millis / 1000 + " s");
    next.upstreamStartSlow(upstream, server, millis);
  }

  @Override
  public void variablesLearned(String client, Collection<String> names) {
    Log.info(
        "of the variables of "
            + client
            + " these name a session, as was seen: "
            + (names.isEmpty() ? "none any more" : String.join(", ", names)));
    next.variablesLearned(client, names);
  }

  @Override
  public void upstreamRuns(int upstream, String server, String circle) {
    lives.runs(upstream, server, actions.get().pid(upstream), circle);
    next.upstreamRuns(upstream, server, circle);
  }

  @Override
  public void upstreamNotNeeded(int upstream, String server, String message) {
    restarts.failed(upstream, message);
    next.upstreamNotNeeded(upstream, server, message);
  }

  @Override
  public void upstreamStopping(int upstream, String server, EndReason reason) {
    lives.stopping(upstream, reason);
    next.upstreamStopping(upstream, server, reason);
  }

  @Override
  public void sessionRefused(int session, CloseCause cause) {
    lives.refused(cause.reason(), cause.message());
    next.sessionRefused(session, cause);
  }

  @Override
  public void sessionFailed(int session, Throwable failure) {
    Log.bug("session " + session + ": an answer for it failed", failure);
    next.sessionFailed(session, failure);
  }

  @Override
  public void upstreamReady(int upstream, String server) {
    actions.get().ready(upstream);
    lives.ready(upstream);
    restarts.ready(upstream);
    next.upstreamReady(upstream, server);
  }

  @Override
  public void upstreamFailed(int upstream, String server, String message) {
    restarts.failed(upstream, message);
    lives.failed(server, message);
    next.upstreamFailed(upstream, server, message);
  }

  @Override
  public void upstreamFailedBeside(int upstream, String server, String message, int again) {
    Log.info("beside its process before, which ends first now: " + message);
    restarts.instead(upstream, again);
    next.upstreamFailedBeside(upstream, server, message, again);
  }

  @Override
  public void upstreamExited(int upstream, String server, UpstreamExit exit) {
    restarts.exited(upstream, server);
    lives.exited(upstream, server, exit);
    next.upstreamExited(upstream, server, exit);
  }

  @Override
  public void upstreamFrameDropped(int upstream, String server, FrameView frame, String reason) {
    if (frame.kind() == FrameKind.RESPONSE || frame.kind() == FrameKind.ERROR_RESPONSE) {
      noise.dropped(server, actions.get().pid(upstream), frame, reason);
    } else {
      dropped(server, "server \"" + server + "\": dropped ", frame, reason);
    }
    next.upstreamFrameDropped(upstream, server, frame, reason);
  }

  @Override
  public void sessionFrameRefused(int session, FrameView frame, String reason) {
    boolean answered = frame.kind() == FrameKind.REQUEST || frame.kind() == FrameKind.INVALID;
    if (!answered) {
      dropped(session, "session " + session + ": dropped ", frame, reason);
    }
    next.sessionFrameRefused(session, frame, reason);
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
    next.forgotten(server, what);
  }

  @Override
  public void listCut(int upstream, String server, String what) {
    Log.warn("server \"" + server + "\": " + what);
    next.listCut(upstream, server, what);
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
    next.memberSkipped(session, server, method, reason);
  }

  @Override
  public void serverRequestRefused(int upstream, String server, FrameView frame, String reason) {
    dropped(server, "server \"" + server + "\": refused ", frame, reason);
    next.serverRequestRefused(upstream, server, frame, reason);
  }
}
