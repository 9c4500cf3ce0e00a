package dev.mcpmux.netty;

import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.local.LocalServers;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** What a {@link MuxServer} has threads in. */
record Threads(
    EventLoop loop,
    AwakeClock clock,
    Helper helper,
    Lookups lookups,
    LocalServers locals,
    Processes processes) {

  /** They end, and then it is called. By any thread. */
  void end(Runnable then) {
    loop.parent()
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .addListener(
            terminated ->
                processes
                    .end()
                    .thenRun(
                        () -> {
                          helper.shutdown();
                          lookups.stop();
                          locals.stop();
                          then.run();
                        }));
  }
}
