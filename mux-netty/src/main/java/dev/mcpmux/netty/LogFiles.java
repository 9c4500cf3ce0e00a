package dev.mcpmux.netty;

import dev.mcpmux.netty.output.ServerLogs;
import java.nio.file.Path;

/** Where the log files of servers are, for those who look into them. */
public final class LogFiles {

  private LogFiles() {}

  /**
   * @param directory as {@link MuxServerBuilder#logDirectory} was given it
   */
  public static Path of(Path directory, String server) {
    return ServerLogs.file(directory, server);
  }
}
