package dev.mcpmux.netty.pipe;

import dev.mcpmux.netty.output.StderrLines;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** Reads a child's stderr on a thread of its own. */
final class ThreadedStderr implements Stderr {

  private final String name;
  private final InputStream in;
  private final StderrLines lines;
  private final ScheduledExecutorService helper;
  private final DrainWatch watch = new DrainWatch();

  /**
   * @param name for the thread
   */
  ThreadedStderr(String name, InputStream in, StderrLines lines, ScheduledExecutorService helper) {
    this.name = name;
    this.in = in;
    this.lines = lines;
    this.helper = helper;
  }

  @Override
  public void start(EventLoop loop) {
    PipeThreads.start("stderr of " + name, this::run);
  }

  @Override
  public CompletionStage<Void> drained() {
    return watch.drained(helper);
  }

  /** The thread sees the end of the pipe by itself. */
  @Override
  public void stop() {}

  @Override
  public List<String> soFar() {
    return lines.soFar();
  }

  @Override
  public long bytes() {
    return lines.bytes();
  }

  @Override
  public List<String> lastLines() {
    return lines.last();
  }

  private void run() {
    byte[] chunk = new byte[4 * 1024];
    try (in) {
      int count;
      while ((count = in.read(chunk)) >= 0) {
        lines.add(chunk, count);
        watch.hasRead();
      }
    } catch (IOException e) {
      // the JDK closes the pipe under a reader when the process ends: the same as its end
    }
    lines.end();
    watch.ended();
  }
}
