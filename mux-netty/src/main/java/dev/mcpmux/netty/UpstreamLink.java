package dev.mcpmux.netty;

import dev.mcpmux.core.ProcessLaunch;
import io.netty.channel.Channel;

/** An upstream: a process that is being started, or runs. */
final class UpstreamLink extends Link {

  private final String server;
  private final ProcessLaunch launch;
  private ChildProcess process;
  private boolean stopWanted;

  /** Whether {@link #launch} was unwrapped, and nobody knows yet whether that works. */
  boolean unproven;

  UpstreamLink(int number, String server, ProcessLaunch launch) {
    super(number);
    this.server = server;
    this.launch = launch;
  }

  String server() {
    return server;
  }

  /** What was asked for; the process may have been started without its launcher. */
  ProcessLaunch launch() {
    return launch;
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

  boolean stopWanted() {
    return stopWanted;
  }

  /** Null while the process does not run yet. */
  Channel channel() {
    return process == null ? null : process.channel();
  }

  @Override
  boolean isOpen() {
    return channel() != null && channel().isActive();
  }

  @Override
  boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  void flush() {
    channel().flush();
  }
}
