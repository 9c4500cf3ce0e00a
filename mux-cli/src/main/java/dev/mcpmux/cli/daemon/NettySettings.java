package dev.mcpmux.cli.daemon;

import dev.mcpmux.netty.NettyLog;
import java.util.Map;

/**
 * What a daemon has no use for in Netty, each of which costs time at its start, memory, or both. A
 * property that is set already stays.
 */
final class NettySettings {

  private static final Map<String, String> PROPERTIES =
      Map.of(
          // events of the flight recorder, for which all of it is loaded
          "io.netty.jfr.enabled", "false",
          // every channel gets an allocator of ours; this one would be made and never used
          "io.netty.allocator.type", "unpooled",
          // names of channels that are unique in the world: it would look at all network devices
          "io.netty.machineId", "00:00:00:00:00:00",
          "io.netty.processId", "1");

  private NettySettings() {}

  /** To be called before the first class of Netty is used. */
  static void apply() {
    PROPERTIES.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
    NettyLog.use();
  }
}
