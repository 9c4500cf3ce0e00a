package dev.mcpmux.cli.demo;

import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.measure.CleanUp;
import dev.mcpmux.cli.measure.PrivateDaemon;
import dev.mcpmux.cli.measure.ProcessMemory;
import dev.mcpmux.cli.sample.SampleServer;
import dev.mcpmux.cli.system.ClientEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the same calls twice, with a server per session and with one server that all sessions share,
 * and compares.
 */
public final class Demo {

  private static final int SESSIONS = 8;

  private final PrintStream out;
  private final Path launcher;
  private final PrivateDaemon daemon;
  private final DemoFleet direct = new DemoFleet();
  private final DemoFleet shared = new DemoFleet();

  private Demo(PrintStream out, Path launcher) throws IOException {
    this.out = out;
    this.launcher = launcher;
    this.daemon = new PrivateDaemon("mcpmux-demo", SampleServer.config(launcher));
  }

  /** Returns whether every answer was right. */
  public static boolean run(PrintStream out) throws Exception {
    Demo demo = new Demo(out, Distribution.launcher());
    CleanUp cleanUp = new CleanUp(demo::end, demo.daemon.directory());
    try {
      return demo.run();
    } finally {
      cleanUp.now();
    }
  }

  private boolean run() throws Exception {
    out.println("Starting " + SESSIONS + " sessions, each with a sample MCP server of its own ...");
    Map<String, String> environment = new HashMap<>(ClientEnvironment.get());
    environment.put("MCPMUX_HOME", daemon.directory().toString());
    direct.start(
        SESSIONS, List.of(launcher.toString(), "sample-server"), environment, daemon.directory());
    direct.work();
    DemoTable.Row own = row(ProcessMemory.trees(direct.pids()));
    direct.end();

    out.println("Starting " + SESSIONS + " sessions that share one through mcpmux ...");
    daemon.expect();
    shared.start(
        SESSIONS,
        List.of(launcher.toString(), "attach", "sample"),
        environment,
        daemon.directory());
    shared.work();
    Set<Long> servers = ProcessMemory.trees(daemon.serverPids());
    Set<Long> relays = new HashSet<>(ProcessMemory.trees(shared.pids()));
    Set<Long> daemonOnly = new HashSet<>(ProcessMemory.trees(List.of(daemon.pid())));
    daemonOnly.removeAll(servers);
    relays.removeAll(daemonOnly); // the relay that started it is its parent
    relays.removeAll(servers);

    out.println();
    out.print(
        new DemoTable(
            SESSIONS,
            new DemoTable.Memory(
                own, row(servers), row(daemonOnly), row(relays), Distribution.hasNativeRelay()),
            direct,
            shared,
            launcher));
    return direct.wrong() + shared.wrong() == 0;
  }

  private static DemoTable.Row row(Set<Long> pids) throws IOException {
    return new DemoTable.Row(pids.size(), ProcessMemory.kib(pids));
  }

  private void end() throws IOException, InterruptedException {
    direct.end();
    shared.end();
    daemon.end();
  }
}
