package dev.mcpmux.netty;

import dev.mcpmux.core.ProcessLaunch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** An upstream that is a process, which is being started or runs. */
final class ProcessLink extends UpstreamLink {

  private final ProcessLaunch launch;
  private final Unwrapper unwrapper;
  private ChildProcess process;
  private boolean stopWanted;

  /** Whether {@link #launch} was unwrapped, and nobody knows yet whether that works. */
  private boolean unproven;

  ProcessLink(int number, String server, ProcessLaunch launch, Unwrapper unwrapper) {
    super(number, server);
    this.launch = launch;
    this.unwrapper = unwrapper;
  }

  /** What was asked for; the process may have been started without its launcher. */
  ProcessLaunch launch() {
    return launch;
  }

  boolean isStopWanted() {
    return stopWanted;
  }

  /** The pid, 0 while it is being started. */
  long pid() {
    return process == null ? 0 : process.pid();
  }

  /**
   * @param unwrapped whether it is the program without its launcher
   */
  void runs(ChildProcess started, boolean unwrapped) {
    process = started;
    unproven = unwrapped;
    if (stopWanted) {
      process.stop();
    }
  }

  @Override
  void ready() {
    unproven = false;
    unwrapper.ready(server(), launch);
  }

  @Override
  void ended() {
    if (unproven) {
      unwrapper.failed(launch, !stopWanted);
    }
  }

  @Override
  void stop() {
    stopWanted = true;
    if (process != null) {
      process.stop();
    }
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
  void write(ByteBuf line) {
    channel().write(line, channel().unsafe().voidPromise());
  }

  @Override
  void setReads(boolean reads) {
    if (isOpen()) {
      channel().config().setAutoRead(reads);
    }
  }

  @Override
  boolean takesSlices() {
    return true;
  }

  @Override
  void flush() {
    channel().flush();
  }
}
