package dev.mcpmux.netty.upstream;

import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.UpstreamLink;
import dev.mcpmux.netty.drive.UpstreamStarter;
import dev.mcpmux.netty.local.LocalServers;
import dev.mcpmux.netty.output.ServerLogs;
import dev.mcpmux.netty.remote.RemoteIo;
import dev.mcpmux.netty.remote.RemoteUpstream;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Begins each upstream in the way that its launch asks for. Event loop only. */
public final class Upstreams implements UpstreamStarter {

  private final ProcessStarts processes;
  private final RemoteIo remoteIo;
  private final LocalServers locals;
  private final Executor helper;
  private final ServerLogs logs;

  public Upstreams(
      ProcessStarts processes,
      RemoteIo remoteIo,
      LocalServers locals,
      Executor helper,
      ServerLogs logs) {
    this.locals = locals;
    this.processes = processes;
    this.remoteIo = remoteIo;
    this.helper = helper;
    this.logs = logs;
  }

  @Override
  public UpstreamLink start(MuxDriver driver, int number, String server, Launch launch) {
    if (launch instanceof InProcessLaunch object) {
      return locals.start(driver, number, server, object);
    }
    return launch instanceof RemoteLaunch remote
        ? connect(driver, number, server, remote)
        : processes.start(driver, number, server, (ProcessLaunch) launch);
  }

  private UpstreamLink connect(MuxDriver driver, int number, String server, RemoteLaunch launch) {
    RemoteLink link =
        new RemoteLink(
            number,
            server,
            driver,
            line -> log(server, line),
            owner -> new RemoteUpstream(remoteIo, server, launch, driver.limits(), owner));
    driver.loop().execute(link::start); // it may end at once
    return link;
  }

  private void log(String server, String line) {
    try {
      helper.execute(() -> logs.of(server).line(0, "mcpmux", line));
    } catch (RejectedExecutionException e) {
      // at the daemon's own end nobody reads it
    }
  }

  @Override
  public boolean isIdle() {
    return processes.isIdle();
  }
}
