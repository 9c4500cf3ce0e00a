package dev.mcpmux.cli.archive;

import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.measure.PrivateDaemon;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.message.Revision;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the archive that a daemon starts from, when there is none or it is of other jars: with an
 * installation, or in the background of a daemon that would have liked one. Starts a second daemon
 * at the lowest priority, opens sessions with the sample server on it, and has the JVM write down
 * what that took.
 *
 * <p>{@code bin/mcpmux} decides where it lies and hands the path on as a system property; without
 * one nothing is made. All of it can be removed at any time.
 */
public final class StartArchive {

  static final String PROPERTY = "mcpmux.archive";

  /** The first session is not to be held up by it. */
  private static final long DELAY_MILLIS = 10_000;

  private static final long STEP_SECONDS = 300;
  private static final long STOP_MILLIS = 5_000;
  private static final long POLL_MILLIS = 20;

  /** Ends by itself, should nobody end it. One server, because reading it is learned as well. */
  private static final String CONFIG =
      """
      {
        "idleTimeout": "1m",
        "mcpServers": {"sample": {"command": %s, "args": ["sample-server"], "env": {"A": "${HOME}"}}}
      }
      """;

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  private final Path archive;
  private final Thread thread = new Thread(this::run, "mcpmux-archive");

  private StartArchive(Path archive) {
    this.archive = archive;
    thread.setDaemon(true);
  }

  /** Begins; the result ends it, whether it is done or not, and may be run more than once. */
  public static Runnable keepFresh() {
    String path = System.getProperty(PROPERTY, "");
    if (path.isEmpty()) {
      return () -> {};
    }
    StartArchive made = new StartArchive(Path.of(path));
    made.thread.start();
    return made::stop;
  }

  /** Makes it now, unless there is one or none is wanted. What fails stands in the log. */
  public static void make() throws InterruptedException {
    String path = System.getProperty(PROPERTY, "");
    if (!path.isEmpty()) {
      new StartArchive(Path.of(path)).runAfter(0);
    }
  }

  private void stop() {
    thread.interrupt();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      runAfter(DELAY_MILLIS);
    } catch (InterruptedException e) {
      // the daemon ends
    }
  }

  private void runAfter(long delayMillis) throws InterruptedException {
    try {
      Path lib = Distribution.launcher().resolveSibling("../lib").normalize();
      ArchiveStamp stamp = new ArchiveStamp(archive, lib);
      if (stamp.isCurrent()) {
        return;
      }
      Thread.sleep(delayMillis);
      PrivateDirectory.createUnchecked(archive.getParent());
      makeAlone(stamp);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "no start archive was made: " + Failures.describe(e));
    }
  }

  /** Of several daemons, those of other homes, one makes it. */
  private void makeAlone(ArchiveStamp stamp) throws IOException, InterruptedException {
    try (FileChannel file =
            FileChannel.open(
                archive.resolveSibling("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null || stamp.isCurrent()) {
        return;
      }
      PrivateDaemon daemon = new PrivateDaemon("mcpmux-archive", config());
      try {
        make(daemon);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.INFO, "no start archive was made: " + Failures.describe(e));
      } finally {
        daemon.end();
      }
      stamp.write();
    }
  }

  private void make(PrivateDaemon daemon) throws IOException, InterruptedException {
    List<String> ours = ownCommand();
    int classPath = ours.indexOf("-cp");
    List<String> classPathAndMain = ours.subList(classPath, classPath + 3);
    Path fresh = daemon.directory().resolve(archive.getFileName());
    ArchiveCommands commands = new ArchiveCommands(ours, fresh);
    Process trained = start(commands.training(classPathAndMain, daemon.directory()), daemon);
    try {
      awaitSocket(daemon, trained);
      train(daemon);
    } finally {
      trained.destroy();
      finish(trained);
    }
    List<String> dump = commands.dump(classPathAndMain);
    if (!dump.isEmpty()) {
      finish(start(dump, daemon));
    }
    if (!Files.exists(fresh)) {
      throw new IOException("the JVM has written none");
    }
    // a start uses none that others may write
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    // first beside it: the temporary directory may be on another disk
    Path beside = archive.resolveSibling(archive.getFileName() + ".new");
    Files.move(fresh, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, archive, StandardCopyOption.ATOMIC_MOVE);
    LOG.log(System.Logger.Level.INFO, "made " + archive + ", the next start will be faster");
  }

  /** The program and the words behind it. */
  private static List<String> ownCommand() throws IOException {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> words = List.of(info.arguments().orElse(new String[0]));
    if (info.command().isEmpty() || words.indexOf("-cp") < 0) {
      throw new IOException("this system does not tell how the daemon was started");
    }
    List<String> all = new ArrayList<>(words);
    all.add(0, info.command().get());
    return all;
  }

  private static void awaitSocket(PrivateDaemon daemon, Process process)
      throws IOException, InterruptedException {
    Home home = Home.of(daemon.directory().toString(), Map.of());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_SECONDS);
    while (System.nanoTime() - deadline < 0 && process.isAlive()) {
      if (Files.exists(home.socket())) {
        SocketChannel channel = DaemonSocket.connect(home);
        if (channel != null) {
          channel.close();
          return;
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException("a daemon to learn from did not start");
  }

  private static String config() throws IOException {
    return CONFIG.formatted(RawJson.quote(Distribution.launcher().toString()));
  }

  /** Sessions as they begin, with a server by its name and with a command. */
  private static void train(PrivateDaemon daemon) throws IOException, InterruptedException {
    String launcher = Distribution.launcher().toString();
    Path frames = daemon.directory().resolve("frames");
    Files.writeString(
        frames,
        """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"REVISION",\
        "capabilities":{},"clientInfo":{"name":"mcpmux","version":"1"}}}
        {"jsonrpc":"2.0","method":"notifications/initialized"}
        {"jsonrpc":"2.0","id":2,"method":"tools/list"}
        {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{}}}
        """
            .replace("REVISION", Revision.LATEST.text()));
    List<List<String>> servers =
        List.of(List.of("sample"), List.of("--", launcher, "sample-server"));
    for (List<String> server : servers) {
      List<String> words = new ArrayList<>();
      words.addAll(List.of(launcher, "attach", "--home", daemon.directory().toString()));
      words.addAll(server);
      ProcessBuilder builder = builder(words, daemon);
      builder.redirectInput(frames.toFile());
      finish(builder.start());
    }
  }

  private static Process start(List<String> words, PrivateDaemon daemon) throws IOException {
    return builder(words, daemon).start();
  }

  private static ProcessBuilder builder(List<String> words, PrivateDaemon daemon)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(daemon.directory().toFile());
    ClientEnvironment.give(ClientEnvironment.base(ClientEnvironment.get()), builder);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder;
  }

  private static void finish(Process process) throws InterruptedException {
    try {
      if (!process.waitFor(STEP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }
}
