package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.archive.StartArchive;
import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.dashboard.DashboardCalls;
import dev.mcpmux.cli.fallback.FallbackFiles;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.home.RecordedJava;
import dev.mcpmux.cli.home.Switches;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.FileTrust;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.system.SystemdSocket;
import dev.mcpmux.cli.system.UserEnvironment;
import dev.mcpmux.cli.telemetry.Telemetry;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.usage.FoldProcess;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.config.AlreadyRunningException;
import dev.mcpmux.netty.config.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The daemon, from its start to its end. */
public final class Daemon {

  /** How long a daemon in the background waits for one that is just ending. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** For servers that do not want to end, once requests in flight are waited for no more. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  private final ServeOptions options;

  /** The socket that systemd listens with; empty where this daemon makes its own. */
  private OptionalInt systemd = OptionalInt.empty();

  private Daemon(ServeOptions options) {
    this.options = options;
  }

  /**
   * Runs it in this thread until it is told to stop.
   *
   * @return the exit code of the process
   */
  public static int run(ServeOptions options)
      throws ConfigException, IOException, InterruptedException {
    RuntimeModules.check();
    NettySettings.apply();
    // beside the start, which would take longer
    new Thread(DaemonLog::load, "load").start();
    return new Daemon(options).run();
  }

  private int run() throws ConfigException, IOException, InterruptedException {
    Home home = Home.of(options.home(), ClientEnvironment.get());
    home.check();
    for (Path directory : List.of(home.config().getParent(), home.logs(), home.state())) {
      FileTrust.check(directory);
    }
    DaemonLog.follow(home.daemonLog());
    PrivateDirectory.create(home.runtime());
    PrivateDirectory.create(home.socket().getParent());
    systemd = SystemdSocket.find(ProcessBytes.environment(), home.socket());
    Duration patience = isStartedBySession() ? PATIENCE : Duration.ZERO;
    DaemonLock lock = DaemonLock.take(home.daemonLock(), patience);
    if (lock == null) {
      return besideAnother(home);
    }
    try (lock) {
      return serve(home, options.config() != null ? options.config() : home.config());
    }
  }

  /** One that was to listen on HTTP is not needed: the one that runs can. */
  private int besideAnother(Home home) throws IOException {
    String who = DaemonLock.holder(home.daemonLock());
    if (options.http() != null && !options.detached()) {
      if (options.config() != null || options.idleTimeout() != null) {
        System.err.println(
            "mcpmux: a daemon runs already"
                + who
                + ", and takes no "
                + (options.config() != null ? "--config" : "--idle-timeout")
                + " from another");
        return ExitCode.ALREADY_RUNNING;
      }
      try (DaemonControl other = DaemonControl.call(home, "http", options.http())) {
        if (other != null) {
          System.out.println(
              "The daemon that runs"
                  + who
                  + " listens on HTTP now, until it stops:\n"
                  + other.result().get("url"));
          return ExitCode.OK;
        }
      } catch (DaemonControl.RefusedException e) {
        System.err.println("mcpmux: a daemon runs already" + who + ": " + e.getMessage());
        return ExitCode.ALREADY_RUNNING;
      }
    }
    System.err.println("mcpmux: a daemon runs already" + who);
    return ExitCode.ALREADY_RUNNING;
  }

  private int serve(Home home, Path file) throws ConfigException, IOException {
    if (options.config() != null && !Files.exists(file)) {
      throw new IOException("there is no config file " + file);
    }
    ConfigKeeper keeper =
        new ConfigKeeper(
            new ConfigFiles(file), Switches.load(home.switches()), new Notes(home.state()));
    ConfigFile config = keeper.start();
    DashboardCalls calls = new DashboardCalls(keeper, home);
    MuxServerBuilder builder =
        MuxServer.builder(home.socket())
            .config(keeper.config())
            .controlCalls(calls)
            .logDirectory(home.logs())
            .stateDirectory(home.state())
            .environment(environment())
            .userEnvironment(UserEnvironment.get())
            // relays see at once that it is gone, and begin another one
            .whenBroken(() -> Runtime.getRuntime().halt(ExitCode.FAILURE));
    MetricsSwitch metrics = new MetricsSwitch(config.observe().metrics());
    builder.metricsPage(metrics);
    CompletableFuture<Void> started = new CompletableFuture<>();
    TelemetrySwitch telemetry = prepareTelemetry(config, builder, started);
    telemetry.servers(keeper.config());
    Distribution.nativeRelay().ifPresent(builder::nativeRelay);
    Distribution.treeIfKnown().ifPresent(builder::distribution);
    if (!isStartedBySession()) {
      builder.notReplaceable();
    }
    systemd.ifPresent(builder::inherited);
    HttpKeeper httpKeeper =
        new HttpKeeper(config.http(), options.http(), new HttpToken(home.httpToken()));
    httpKeeper.listens().ifPresent(listens -> builder.http(listens, httpKeeper.token()));
    Duration idle = idleTimeout(config, httpKeeper);
    if (!idle.isZero()) {
      builder.idleTimeout(idle);
    }
    MuxServer server = builder.build();
    CompletableFuture<Runnable> begun = new CompletableFuture<>();
    Runnable stop =
        () -> {
          stop(server, begun, STOP_PATIENCE.plus(httpKeeper.drain()));
          telemetry.close();
        };
    // before the start, which a signal must not leave half done
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
    Runnable endArchive;
    try {
      server.start();
      endArchive = StartArchive.keepFresh();
      begun.complete(endArchive);
    } catch (AlreadyRunningException e) {
      System.err.println("mcpmux: " + e.getMessage());
      return ExitCode.ALREADY_RUNNING;
    } finally {
      begun.complete(() -> {}); // unless it has begun
    }
    started.complete(null);
    calls.follow(server);
    httpKeeper.follow(server);
    FoldProcess fold = new FoldProcess(home);
    server.usage(history(fold, config));
    server.tapHistory(config.tap());
    recordJava(home);
    IdlePages.begin();
    FallbackFiles fallbacks = new FallbackFiles(home.state());
    writeFallbacks(fallbacks, keeper, config);
    keeper.follow(
        server,
        httpKeeper,
        changed -> {
          server.idleTimeout(idleTimeout(changed, httpKeeper));
          metrics.set(changed.observe().metrics());
          telemetry.servers(keeper.config());
          server.usage(history(fold, changed));
          server.tapHistory(changed.tap());
          writeFallbacks(fallbacks, keeper, changed);
        });
    System.out.println(
        started(home, file, config) + server.httpUrl().map(url -> ", " + url).orElse(""));
    server.closed().toCompletableFuture().join();
    endArchive.run();
    LOG.log(System.Logger.Level.INFO, "stopped");
    return ExitCode.OK;
  }

  /**
   * Loads nothing of it unless it is wanted, and its library only once the daemon has started: not
   * where another one runs.
   */
  private static TelemetrySwitch prepareTelemetry(
      ConfigFile config, MuxServerBuilder builder, CompletableFuture<Void> started) {
    if (config.observe().telemetry().isEmpty()) {
      return new TelemetrySwitch(null);
    }
    Telemetry telemetry = new Telemetry(config.observe().telemetry().get());
    started.thenRun(telemetry::start);
    builder.listener(telemetry.listener(MuxListener.NONE));
    return new TelemetrySwitch(telemetry);
  }

  /** What puts into the history what the daemon has written; null where there is to be none. */
  private static Runnable history(FoldProcess fold, ConfigFile config) {
    boolean kept = config.usage().enabled() && FoldProcess.isPossible();
    return kept ? () -> fold.start(config.usage()) : null;
  }

  /** It has proved to be one that a daemon runs on; the next may be started by a client without. */
  private static void recordJava(Home home) {
    try {
      RecordedJava.write(home);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "Java is not written down: " + Failures.describe(e));
    }
  }

  /** For sessions of a time when no daemon can be had. */
  private static void writeFallbacks(
      FallbackFiles fallbacks, ConfigKeeper keeper, ConfigFile config) {
    try {
      fallbacks.write(keeper.config(), config.fallback());
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the commands of the servers are not written down: " + Failures.describe(e));
    }
  }

  /**
   * A daemon in the background was given a locale of its own, which no session has; one that
   * systemd has started, variables that are about this process alone.
   */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(ClientEnvironment.get());
    if (systemd.isPresent()) {
      environment = new HashMap<>(ClientEnvironment.base(environment));
    }
    if (isStartedBySession()) {
      environment.remove("LC_ALL");
    }
    return environment;
  }

  /** The next session would start another one. */
  private boolean isStartedBySession() {
    return options.detached() || systemd.isPresent();
  }

  /** Nothing would start a daemon again for a client that comes over HTTP. */
  private Duration idleTimeout(ConfigFile config, HttpKeeper http) {
    if (options.idleTimeout() != null) {
      return options.idleTimeout();
    }
    return isStartedBySession() && http.listens().isEmpty() ? config.idleTimeout() : Duration.ZERO;
  }

  /**
   * @param begun what ends the making of the archive, once the server has started or cannot
   */
  private static void stop(MuxServer server, CompletableFuture<Runnable> begun, Duration patience) {
    Runnable nothing = () -> {};
    Runnable endArchive =
        begun.completeOnTimeout(nothing, patience.toMillis(), TimeUnit.MILLISECONDS).join();
    CompletableFuture<Void> stopped = server.stop().toCompletableFuture();
    endArchive.run();
    stopped.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private static String started(Home home, Path file, ConfigFile config) {
    int servers = config.config().servers().size();
    return "mcpmux "
        + MuxVersion.get()
        + " is ready: pid "
        + ProcessHandle.current().pid()
        + ", socket "
        + home.socket()
        + ", config "
        + file
        + " ("
        + (servers == 1 ? "1 server" : servers + " servers")
        + "), "
        + Transport.best().name().toLowerCase(Locale.ROOT);
  }
}
