package dev.mcpmux.netty.config;

import dev.mcpmux.core.meter.Numbers;
import dev.mcpmux.core.port.MuxStatus;
import java.util.Map;

/**
 * How the program around a {@code MuxServer} writes what was counted as {@code /metrics}: the
 * server knows the numbers, and no format of them.
 */
public interface MetricsPage {

  /** There is none. */
  MetricsPage NONE =
      new MetricsPage() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public Text write(Snapshot snapshot, String accept) {
          throw new IllegalStateException("there is no page");
        }
      };

  /**
   * What there is at one moment.
   *
   * @param pids the process id by the number of each upstream that is a process
   * @param uptimeNanos since the server began
   */
  record Snapshot(Numbers numbers, MuxStatus status, Map<Integer, Long> pids, long uptimeNanos) {}

  /**
   * @param type the media type, with its parameters
   */
  record Text(String type, byte[] bytes) {}

  /** Whether it is to be had right now. Any thread; must not block. */
  boolean isOn();

  /**
   * Called by a helper thread, and may block.
   *
   * @param accept what the client takes, as its header says; empty for anything
   */
  Text write(Snapshot snapshot, String accept);
}
