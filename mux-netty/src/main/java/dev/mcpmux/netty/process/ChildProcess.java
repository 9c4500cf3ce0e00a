package dev.mcpmux.netty.process;

import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.output.ServerLog;
import dev.mcpmux.netty.pipe.ProcessChannel;
import dev.mcpmux.netty.pipe.Stderr;
import dev.mcpmux.netty.pipe.Stdio;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One running server: its process, its channel, its stderr, and the way to its end. However the end
 * begins (we stop it, it exits, it closes a pipe), a {@link StopSequence} sees to it that nothing
 * it started is left.
 *
 * <p>A server is gone when its process has exited; a grandchild may hold its pipes open long after.
 */
public final class ChildProcess {

  /** A grandchild that keeps writing does not keep its dead parent's requests waiting longer. */
  private static final long MAX_DRAIN_SECONDS = 2;

  private final Process process;
  private final ProcessChannel channel;
  private final Stderr stderr;
  private final ServerLog log;
  private final StopSequence stopSequence;
  private final ProcessTree tree;
  private final Outsiders outsiders;
  private final CompletionStage<Void> gone;
  private final ScheduledExecutorService helper;
  private boolean stopping;

  /** Whether whoever started it has told it to end: then its end is that of all it started. */
  private boolean told;

  private volatile String broken;

  ChildProcess(
      Stdio.Child child,
      ServerLog log,
      StopSequence stopSequence,
      Outsiders outsiders,
      CompletionStage<Void> gone) {
    this.process = child.process();
    this.channel = child.channel();
    this.stderr = child.stderr();
    this.log = log;
    this.stopSequence = stopSequence;
    this.outsiders = outsiders;
    this.gone = gone;
    this.tree = stopSequence.tree();
    this.helper = stopSequence.helper();
  }

  public long pid() {
    return process.pid();
  }

  public ProcessChannel channel() {
    return channel;
  }

  /** The channel has been registered: from now on the child's end is noticed. */
  public void registered() {
    channel
        .broken()
        .thenAccept(
            what -> {
              broken = what;
              beginStop();
            });
    channel.closeFuture().addListener(closed -> beginStop());
    // by way of the loop: a process that has ended already has its stderr started first
    process
        .onExit()
        .thenRun(() -> channel.eventLoop().execute(() -> onHelper(this::processExited)));
    stderr.start(channel.eventLoop()); // last: if it fails, the end is noticed all the same
  }

  /**
   * Closes its stdin, then ends it by signals as far as needed. Event loop; more than once is fine.
   */
  public void stop() {
    told = true;
    beginStop();
  }

  /** Begins to end it and all that it started, more than once is fine; event loop. */
  private void beginStop() {
    if (!stopping) {
      stopping = true;
      // the first look at the process tree comes before its end can begin
      onHelper(
          () -> {
            try {
              stopSequence.begin();
            } finally {
              channel.eventLoop().execute(channel::endInput);
            }
          });
    }
  }

  /** The last lines that it wrote to stderr so far, oldest first. */
  public List<String> stderrSoFar() {
    return stderr.soFar();
  }

  /**
   * Looks whether it and what it started do anything. Event loop.
   *
   * @param answer called on the event loop; not at all at the daemon's own end
   */
  public void look(Seen answer) {
    onHelper(
        () -> {
          long cpu = cpuMillis();
          channel.eventLoop().execute(() -> answer.onSeen(cpu, stderr.bytes()));
        });
  }

  /** Takes what {@link #look} has seen. */
  public interface Seen {

    /**
     * @param cpuMillis the CPU time of it and of what it started; negative when nobody can be seen
     * @param stderrBytes what it has written to stderr
     */
    void onSeen(long cpuMillis, long stderrBytes);
  }

  private long cpuMillis() {
    try {
      return tree.cpuMillis();
    } catch (UncheckedIOException e) {
      return -1;
    }
  }

  /** Who of those that it started has gone its own way. */
  Outsiders outsiders() {
    return outsiders;
  }

  /** Completes when nothing that it started lives, and nothing on disk says so. */
  public CompletionStage<Void> gone() {
    return gone;
  }

  private void processExited() {
    // now: what follows ends those that it left behind, by signals
    String how = describeEnd();
    channel.eventLoop().execute(this::beginStop);
    CompletableFuture<Void> drained =
        CompletableFuture.allOf(
            channel.drained().toCompletableFuture(), stderr.drained().toCompletableFuture());
    helper.schedule(() -> drained.complete(null), MAX_DRAIN_SECONDS, TimeUnit.SECONDS);
    drained.thenRunAsync(() -> ended(how), helper);
  }

  private void ended(String how) {
    UpstreamExit exit = new UpstreamExit(how, stderr.lastLines());
    log.line(process.pid(), "mcpmux", exit.what());
    log.release();
    // what it left behind may still write, until it is gone as well
    gone.thenRun(stderr::stop);
    channel.eventLoop().execute(() -> ended(exit));
  }

  /** Another may come in its place when its end is known: not beside what it has left. */
  private void ended(UpstreamExit exit) {
    if (told) {
      gone.thenRun(() -> channel.eventLoop().execute(() -> channel.exited(exit)));
    } else {
      channel.exited(exit);
    }
  }

  private void onHelper(Runnable task) {
    try {
      helper.execute(task);
    } catch (RejectedExecutionException e) {
      Log.warn("pid " + process.pid() + " ended after the daemon's own end began");
    }
  }

  /** Our own signal is not the reason when it closed a pipe and stayed. */
  private String describeEnd() {
    return broken != null && stopSequence.hasSignalled()
        ? broken + " and was stopped"
        : describeExit(process.exitValue());
  }

  /** The JDK reports an end by signal N as 128 + N. */
  public static String describeExit(int code) {
    return code > 128 && code <= 128 + 64
        ? "was ended by signal " + (code - 128)
        : "exited with code " + code;
  }
}
