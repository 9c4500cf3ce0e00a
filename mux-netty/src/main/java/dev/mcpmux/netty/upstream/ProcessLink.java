package dev.mcpmux.netty.upstream;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.drive.UpstreamLink;
import dev.mcpmux.netty.npx.Unwrapper;
import dev.mcpmux.netty.process.ChildProcess;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An upstream that is a process, which is being started or runs. */
public final class ProcessLink extends UpstreamLink {

  private final ProcessLaunch launch;
  private final Unwrapper unwrapper;
  private ChildProcess process;
  private boolean stopWanted;

  /** What npm does before the process is started; null for nothing. */
  private Unwrapper.Preparation preparation;

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

  /**
   * Begins what is to be done before the process is started, if there is anything.
   *
   * @param answer is given what to start in the launch's place, on another thread
   * @return whether it will be called
   */
  boolean prepares(Consumer<Optional<ProcessLaunch>> answer) {
    preparation = unwrapper.prepare(server(), launch, answer).orElse(null);
    return preparation != null;
  }

  /** The last lines on its stderr so far, oldest first. */
  @Override
  protected List<String> stderrSoFar() {
    return process == null ? List.of() : process.stderrSoFar();
  }

  @Override
  protected void look(Seen answer) {
    if (process != null) {
      process.look(answer::onSeen);
    }
  }

  /** The pid, 0 while it is being started. */
  @Override
  protected long pid() {
    return process == null ? 0 : process.pid();
  }

  /**
   * @param unwrapped whether it is the program without its launcher
   */
  void runs(ChildProcess started, boolean unwrapped) {
    process = started;
    preparation = null;
    unproven = unwrapped;
    if (stopWanted) {
      process.stop();
    }
  }

  @Override
  protected void ready() {
    unproven = false;
    unwrapper.ready(server(), launch);
  }

  @Override
  protected void ended() {
    if (unproven && !isFailed()) { // else the fault is ours, not the program's
      unwrapper.failed(launch, !stopWanted);
    }
  }

  @Override
  protected void stop() {
    stopWanted = true;
    if (process != null) {
      process.stop();
    } else if (preparation != null) {
      preparation.cancel();
    }
  }

  /** Null while the process does not run yet. */
  Channel channel() {
    return process == null ? null : process.channel();
  }

  @Override
  protected boolean isOpen() {
    return channel() != null && channel().isActive();
  }

  @Override
  protected boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  protected void write(ByteBuf line) {
    channel().write(line, channel().unsafe().voidPromise());
  }

  @Override
  protected void setReads(boolean reads) {
    if (isOpen()) {
      channel().config().setAutoRead(reads);
    }
  }

  @Override
  protected boolean takesSlices() {
    return true;
  }

  @Override
  protected void flush() {
    channel().flush();
  }
}
