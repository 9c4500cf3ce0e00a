package dev.mcpmux.cli.dashboard;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.config.ControlCalls;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Answers the control call {@code dashboard} of a daemon, and hands on all others. The page and its
 * classes are there from the first such call on.
 */
public final class DashboardCalls implements ControlCalls {

  /** Its {@code server} is a port, if a certain one is wanted. */
  public static final String CALL = "dashboard";

  private final ControlCalls others;
  private final Home home;
  private MuxServer server;
  private Dashboard dashboard;

  public DashboardCalls(ControlCalls others, Home home) {
    this.others = others;
    this.home = home;
  }

  /** What it shows, from now on. */
  public synchronized void follow(MuxServer running) {
    server = running;
  }

  @Override
  public Optional<String> answer(String call, Optional<String> name) throws RefusedException {
    if (call.equals(CALL)) {
      return Optional.of("{\"url\":" + RawJson.quote(open(name)) + "}");
    }
    Optional<String> answer = others.answer(call, name);
    if (call.equals("token")) {
      endLogins(); // whoever replaces it wants to be alone
    }
    return answer;
  }

  private synchronized String open(Optional<String> port) throws RefusedException {
    if (server == null) {
      throw new RefusedException("starting", "the mcpmux daemon is still starting");
    }
    if (dashboard == null) {
      dashboard = new Dashboard(server.pages(), home, others);
    }
    try {
      return dashboard.open(port.map(Integer::valueOf));
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedException("not-listening", Failures.describe(e));
    }
  }

  private synchronized void endLogins() {
    if (dashboard != null) {
      dashboard.endLogins();
    }
  }

  @Override
  public void refresh() {
    others.refresh();
  }

  @Override
  public List<String> notices() {
    return others.notices();
  }
}
