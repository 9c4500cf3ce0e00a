package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.home.Home;
import java.io.IOException;
import java.util.Map;

/** Starts the daemon for commands that need one. */
public final class DaemonStart {

  private DaemonStart() {}

  /**
   * Returns when one accepts.
   *
   * @throws IOException when none can be had
   */
  public static void ensure(Home home, Map<String, String> environment) throws IOException {
    try {
      new DaemonStarter(home, environment, false).connect().close();
    } catch (DaemonUnavailable e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
