package dev.mcpmux.netty.socket;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.wire.Hello;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What has to be looked up before a hello is a session. */
public final class HelloLookups {

  private final Supplier<MuxConfig> config;
  private final ControlCalls calls;
  private final TraceMaker traces;
  private final Lookups lookups;

  /**
   * @param config the one in force
   */
  public HelloLookups(
      Supplier<MuxConfig> config, ControlCalls calls, TraceMaker traces, Lookups lookups) {
    this.config = config;
    this.calls = calls;
    this.traces = traces;
    this.lookups = lookups;
  }

  /** Has the config read again where it does not know the target. Helper thread. */
  void refresh(Target target) {
    if (!isKnown(target, config.get())) {
      calls.refresh();
    }
  }

  private static boolean isKnown(Target target, MuxConfig config) {
    Set<String> names = config.servers().keySet();
    if (target instanceof Target.Named named) {
      return names.contains(named.name());
    }
    return !(target instanceof Target.All all)
        || names.containsAll(all.only())
            && (all.profile().isEmpty()
                || config.aggregate().profiles().containsKey(all.profile()));
  }

  /** Helper thread. */
  SessionTraces traces(Hello hello) {
    return traces.of(hello);
  }

  /** Asks the disk; calls back on the event loop, once. */
  void complete(
      Hello hello,
      SessionTraces found,
      Consumer<SessionHello> completed,
      Consumer<String> unknown) {
    lookups.ask(
        ProjectLookup.of(hello, config.get().servers()),
        project -> completed.accept(project.complete(hello, found)),
        unknown);
  }
}
