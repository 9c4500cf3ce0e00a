package dev.mcpmux.netty.drive;

import dev.mcpmux.core.port.Launch;

/** Begins upstreams, whatever carries them: the driver knows none of these ways. */
public interface UpstreamStarter {

  /**
   * Begins one. The driver is told of its start and end as of an event, never before this returns.
   */
  UpstreamLink start(MuxDriver driver, int number, String server, Launch launch);

  /** Whether nothing runs that was begun here, nor what it has left. */
  boolean isIdle();
}
