package dev.mcpmux.netty.pipe;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A child's stderr on its way into its {@code StderrLines}. */
public interface Stderr {

  /** Event loop, once: begins to read. */
  void start(EventLoop loop);

  /** Completes when what was written before this call is in the tail and the log. Any thread. */
  CompletionStage<Void> drained();

  /** Any thread: the last process that could write to it has gone. */
  void stop();

  /** The last whole lines so far, oldest first. Any thread. */
  List<String> soFar();

  /** How many bytes came so far. Any thread. */
  long bytes();

  /**
   * The last lines so far, oldest first. What is there of a line counts as one: its end may never
   * come, if a process that the child left behind holds the pipe. Not on the event loop.
   */
  List<String> lastLines();
}
