package dev.mcpmux.netty.process;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.config.StopWaits;
import dev.mcpmux.netty.files.FilePaths;
import dev.mcpmux.netty.io.Descriptors;
import dev.mcpmux.netty.output.ServerLog;
import dev.mcpmux.netty.output.ServerLogs;
import dev.mcpmux.netty.pipe.ProcessStart;
import dev.mcpmux.netty.pipe.Stdio;
import dev.mcpmux.netty.process.ProcessTable.Entry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * Starts servers, each with exactly the environment and working directory of its {@link
 * ProcessLaunch} and a mark beside it, and through {@code setsid} where that exists, so that its
 * pid is the number of a process group of its own. Blocks while it works (about 10 ms): never on
 * the event loop.
 */
public final class ProcessLauncher {

  /** By which a relay knows that a server has started it: that would go on without end. */
  private static final String MARK = "MCPMUX_SERVER";

  private final Stdio stdio;
  private final ExactStarter starter;
  private final ServerLogs logs;
  private final ProcessLedger ledger;
  private final StopWaits waits;
  private final ScheduledExecutorService helper;
  private final Optional<Path> setsid = tool("setsid");

  public ProcessLauncher(Stdio stdio, ExactStarter starter, ServerLogs logs, Endings endings) {
    this.stdio = stdio;
    this.starter = starter;
    this.logs = logs;
    this.ledger = endings.ledger();
    this.waits = endings.waits();
    this.helper = endings.helper();
  }

  /**
   * Starts a process. Its channel is not registered yet.
   *
   * @throws IOException when there is no such program or directory or the system refuses, with one
   *     line that says what
   */
  public ChildProcess start(String server, ProcessLaunch launch) throws IOException {
    ServerLog log = logs.of(server);
    Stdio.Child child;
    try {
      Descriptors.awaitStart(ProcessStart.NEEDED);
      child = stdio.start(builder(launch), server, log);
    } catch (IOException | IllegalArgumentException e) {
      // of an IllegalArgumentException the message quotes the variable's value
      String why =
          e instanceof IOException
              ? e.getMessage()
              : "the name or value of a variable is one that no system takes";
      log.line(0, "mcpmux", "could not be started: " + why);
      throw new IOException(why);
    }
    try {
      return own(server, launch, child, log);
    } catch (RuntimeException | Error e) {
      child.process().destroyForcibly(); // nobody else knows of it
      throw e;
    }
  }

  private ChildProcess own(String server, ProcessLaunch launch, Stdio.Child child, ServerLog log) {
    Process process = child.process();
    long start = startOf(process);
    ProcessTree tree =
        new ProcessTree(
            process.pid(), start, setsid.isPresent(), ProcessTable.standardPipes(process.pid()));
    ledger.started(process.pid(), start, setsid.isPresent(), server);
    log.keepOpen();
    logs.clean();
    // the command's other words may hold secrets
    log.line(process.pid(), "mcpmux", "started " + launch.shownProgram());
    StopSequence stopSequence = new StopSequence(server, process.pid(), tree, waits, helper);
    Outsiders outsiders = new Outsiders(server, tree, ledger);
    CompletionStage<Void> gone =
        stopSequence
            .done()
            .thenRun(
                () -> {
                  outsiders.gone();
                  ledger.gone(process.pid(), start);
                });
    return new ChildProcess(child, log, stopSequence, outsiders, gone);
  }

  /**
   * 0 when it cannot be told for want of a descriptor: it is looked at again, at its end at last.
   */
  public static long startOf(Process process) {
    try {
      return ProcessTable.find(process.pid()).map(Entry::start).orElse(0L);
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  /** Touches on the disk what a start touches. */
  public static void look(ProcessLaunch launch) {
    try {
      program(launch);
    } catch (IOException e) {
      // said by the start
    }
  }

  /** The log files of all servers. */
  ServerLogs logs() {
    return logs;
  }

  /** A tool of the system, whatever the PATH says. */
  public static Optional<Path> tool(String name) {
    return Stream.of("/usr/bin/", "/bin/")
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private ProcessBuilder builder(ProcessLaunch launch) throws IOException {
    String word = launch.command().get(0);
    Path program = program(launch);
    if (!launch.isUtf8()) {
      return exactBuilder(launch);
    }
    List<String> command = new ArrayList<>(launch.command());
    if (setsid.isEmpty() || word.startsWith("-")) {
      // the JDK would search the daemon's own PATH, setsid would take an option for itself
      command.set(0, program.toString());
    }
    setsid.ifPresent(path -> command.add(0, path.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File(launch.cwd()));
    builder.environment().clear();
    builder.environment().putAll(marked(launch));
    return builder;
  }

  private static Map<String, String> marked(ProcessLaunch launch) {
    Map<String, String> environment = new TreeMap<>(launch.environment());
    environment.put(MARK, Long.toString(ProcessHandle.current().pid()));
    return environment;
  }

  /** It goes to the directory itself, and searches the program itself. */
  private ProcessBuilder exactBuilder(ProcessLaunch launch) throws IOException {
    ProcessBuilder builder = new ProcessBuilder().directory(new File("/"));
    builder.environment().clear();
    List<String> command =
        new ArrayList<>(
            starter.command(
                new ProcessLaunch(launch.command(), marked(launch), launch.cwd()),
                builder.environment()));
    setsid.ifPresent(path -> command.add(0, path.toString()));
    return builder.command(command);
  }

  private static Path program(ProcessLaunch launch) throws IOException {
    Path cwd = directory(launch.cwd());
    return CommandResolver.resolve(launch.command().get(0), launch.environment(), cwd);
  }

  private static Path directory(String cwd) throws IOException {
    try {
      Path path = FilePaths.of(cwd);
      if (Files.isDirectory(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // said below
    }
    throw new IOException("working directory does not exist: " + cwd);
  }
}
