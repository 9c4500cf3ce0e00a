package dev.mcpmux.netty;

import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.npx.ProgramStamp;
import dev.mcpmux.netty.npx.Unwrapper;
import dev.mcpmux.netty.output.ServerLogs;
import dev.mcpmux.netty.pipe.Stdio;
import dev.mcpmux.netty.process.Endings;
import dev.mcpmux.netty.process.ExactStarter;
import dev.mcpmux.netty.process.Guardian;
import dev.mcpmux.netty.process.Leftovers;
import dev.mcpmux.netty.process.ProcessLauncher;
import dev.mcpmux.netty.process.ProcessLedger;
import dev.mcpmux.netty.upstream.ProcessStarts;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** The child processes of a {@link MuxServer}, and those that one before it has left. */
final class Processes {
  private final MuxServerBuilder options;
  private final Helper helper;
  private final Guardian guardian;
  private final Endings endings;
  private final Leftovers leftovers;
  private final Unwrapper unwrapper;

  /**
   * @param mayUnwrap whether a server may be run without its launcher, by its name
   */
  Processes(
      MuxServerBuilder options,
      ProcessLedger ledger,
      StateFiles states,
      Helper helper,
      Predicate<String> mayUnwrap) {
    this.options = options;
    this.helper = helper;
    this.guardian = new Guardian(options.directories.nativeRelay(), ledger.file(), helper);
    ledger.whenUsed(guardian::begin);
    this.endings = new Endings(ledger, options.stopWaits, helper);
    this.leftovers = new Leftovers(endings);
    this.unwrapper = new Unwrapper(states, ledger, helper, mayUnwrap);
  }

  ProcessStarts starts(EventLoop loop, Lookups lookups, ServerLogs logs) {
    ProcessLauncher launcher =
        new ProcessLauncher(
            Stdio.of(options.transport, helper),
            new ExactStarter(options.directories.nativeRelay()),
            logs,
            endings);
    return new ProcessStarts(loop, helper, lookups, launcher, unwrapper);
  }

  ProgramStamp stamp() {
    return new ProgramStamp(unwrapper);
  }

  /** Ends, in the background, what a daemon that was killed has left running. */
  void endLeftovers() {
    helper.execute(leftovers::end);
  }

  /** Ends, in the background, what looks at packages. */
  void stop() {
    helper.execute(unwrapper::stop);
  }

  /** Whether there is none that is no server's. */
  boolean haveEnded() {
    return unwrapper.isStopped() && leftovers.areGone();
  }

  /** No more are started; completes when nothing looks after them any more. */
  CompletionStage<Void> end() {
    return guardian.end();
  }
}
