package dev.mcpmux.netty.socket;

import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.RelayHello;
import java.util.Map;
import java.util.Optional;
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
    complete(lookups, config.get(), hello, found, completed, unknown);
  }

  /** As {@link #complete(Hello, SessionTraces, Consumer, Consumer)}, for whoever has said it. */
  private static void complete(
      Lookups lookups,
      MuxConfig config,
      Hello hello,
      SessionTraces found,
      Consumer<SessionHello> completed,
      Consumer<String> unknown) {
    lookups.ask(
        ProjectLookup.of(hello, config.servers()),
        project -> completed.accept(project.complete(hello, found)),
        unknown);
  }

  /** Of a session in this process, which says no hello; calls back on the event loop, once. */
  public static void complete(
      Lookups lookups,
      MuxConfig config,
      SessionOptions options,
      Consumer<SessionHello> completed,
      Consumer<String> unknown) {
    Hello hello =
        new Hello(
            Optional.of(options.target()),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            options.cwd().toString(),
            options.environment(),
            ProcessHandle.current().pid(),
            RelayHello.NONE);
    complete(lookups, config, hello, SessionTraces.none(), completed, unknown);
  }
}
