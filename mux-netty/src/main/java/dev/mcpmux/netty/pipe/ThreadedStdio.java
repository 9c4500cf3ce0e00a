package dev.mcpmux.netty.pipe;

import dev.mcpmux.netty.output.ServerLog;
import dev.mcpmux.netty.output.StderrLines;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

/** The pipes of {@link Process}, which only block, and three threads for each child. */
final class ThreadedStdio implements Stdio {

  private final ScheduledExecutorService helper;

  ThreadedStdio(ScheduledExecutorService helper) {
    this.helper = helper;
  }

  @Override
  public Child start(ProcessBuilder builder, String server, ServerLog log) throws IOException {
    Process process = ProcessStart.of(builder);
    ThreadedProcessChannel channel = new ThreadedProcessChannel(process, server, helper);
    StderrLines lines = new StderrLines(process.pid(), log);
    String name = channel.remoteAddress().toString();
    Stderr stderr = new ThreadedStderr(name, process.getErrorStream(), lines, helper);
    return new Child(process, channel, stderr);
  }
}
