package dev.mcpmux.netty.upstream;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.npx.Unwrapper;
import dev.mcpmux.netty.process.ChildProcess;
import dev.mcpmux.netty.process.ProcessLauncher;
import dev.mcpmux.netty.process.ProcessWatch;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way from a launch to a process that runs: its program is looked up, what npm has to do first
 * is done, and it is started, all of it beside the loop. Event loop only.
 */
public final class ProcessStarts {

  private final EventLoop loop;
  private final Helper helper;
  private final Lookups lookups;
  private final ProcessLauncher launcher;
  private final Unwrapper unwrapper;
  private final ProcessWatch children;

  public ProcessStarts(
      EventLoop loop,
      Helper helper,
      Lookups lookups,
      ProcessLauncher launcher,
      Unwrapper unwrapper) {
    this.loop = loop;
    this.helper = helper;
    this.lookups = lookups;
    this.launcher = launcher;
    this.unwrapper = unwrapper;
    this.children = new ProcessWatch(loop, helper);
  }

  ProcessLink start(MuxDriver driver, int number, String server, ProcessLaunch launch) {
    ProcessLink link = new ProcessLink(number, server, launch, unwrapper);
    Start start = new Start(driver, link);
    lookups.ask(new ProgramLookup(unwrapper, server, launch), start::found, start::failed);
    return link;
  }

  /** Whether no process runs, nor what one has left. */
  boolean isIdle() {
    return children.isEmpty();
  }

  /** One that is under way. */
  private final class Start {
    private final MuxDriver driver;
    private final ProcessLink link;

    Start(MuxDriver driver, ProcessLink link) {
      this.driver = driver;
      this.link = link;
    }

    /**
     * @param direct what to start in place of what was asked for
     */
    void found(Optional<ProcessLaunch> direct) {
      if (link.isStopWanted()) {
        failed("it is not wanted any more");
      } else if (direct.isPresent()
          || !link.prepares(found -> loop.execute(() -> prepared(found)))) {
        prepared(direct);
      }
    }

    private void prepared(Optional<ProcessLaunch> direct) {
      if (link.isStopWanted()) {
        failed("it is not wanted any more");
        return;
      }
      try {
        helper.execute(() -> startNow(direct));
      } catch (RejectedExecutionException e) {
        failed("mcpmux is stopping");
      }
    }

    /** Helper thread. */
    private void startNow(Optional<ProcessLaunch> direct) {
      try {
        ChildProcess process = launcher.start(link.server(), direct.orElse(link.launch()));
        loop.execute(() -> started(process, direct.isPresent()));
      } catch (IOException e) {
        if (direct.isPresent()) {
          unwrapper.failed(link.launch(), true);
        }
        loop.execute(() -> failed(e.getMessage()));
      } catch (RuntimeException | Error e) { // no thread to be had for the process is an Error
        // else those who wait for this server would wait until it counts as too slow
        Log.bug("cannot start " + link.server(), e);
        loop.execute(() -> failed("internal error, see the daemon's log"));
      }
    }

    private void started(ChildProcess process, boolean unwrapped) {
      children.add(process);
      process.gone().whenComplete((gone, failure) -> loop.execute(() -> children.remove(process)));
      link.runs(process, unwrapped);
      try {
        Pipelines.upstream(process.channel(), new UpstreamHandler(driver, link), driver.limits());
        loop.register(process.channel());
        process.registered();
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
        process.stop();
      }
    }

    void failed(String why) {
      driver.onUpstreamExit(link, new UpstreamExit("could not be started: " + why, List.of()));
    }
  }
}
