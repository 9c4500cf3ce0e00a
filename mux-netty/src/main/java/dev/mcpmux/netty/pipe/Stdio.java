package dev.mcpmux.netty.pipe;

import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.output.ServerLog;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How the standard streams of a child reach us. Starts children, and so blocks: never on the event
 * loop.
 */
public interface Stdio {

  /**
   * A child that runs.
   *
   * @param channel not registered yet
   * @param stderr not started yet
   */
  record Child(Process process, ProcessChannel channel, Stderr stderr) {}

  /**
   * Starts a process.
   *
   * @param server its name, for logs
   */
  Child start(ProcessBuilder builder, String server, ServerLog log) throws IOException;

  /** In the event loop where that is possible, else by threads. */
  static Stdio of(Transport transport, ScheduledExecutorService helper) {
    return transport == Transport.EPOLL && EpollStdio.isAvailable()
        ? new EpollStdio(helper)
        : new ThreadedStdio(helper);
  }
}
