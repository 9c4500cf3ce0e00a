package dev.mcpmux.netty;

import io.netty.channel.Channel;

/** An upstream: a process that is being started, or runs. */
final class UpstreamLink extends Link {

  private final String server;
  private ChildProcess process;
  private boolean stopWanted;

  UpstreamLink(int number, String server) {
    super(number);
    this.server = server;
  }

  String server() {
    return server;
  }

  /** The pid, 0 while it is being started. */
  long pid() {
    return process == null ? 0 : process.pid();
  }

  void runs(ChildProcess started) {
    process = started;
    if (stopWanted) {
      process.stop();
    }
  }

  /** Stops the process, or as soon as it runs. */
  void stop() {
    stopWanted = true;
    if (process != null) {
      process.stop();
    }
  }

  @Override
  Channel channel() {
    return process == null ? null : process.channel();
  }
}
