package dev.mcpmux.cli;

import dev.mcpmux.cli.archive.StartArchive;
import dev.mcpmux.core.MuxVersion;
import dev.mcpmux.netty.AlreadyRunningException;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The daemon. */
@Command(
    name = "serve",
    description = {
      "Run the daemon in the foreground, logging to stderr, until it is told to stop.",
      "Normally nobody needs this: the first attach starts a daemon in the background."
    })
final class ServeCommand implements Callable<Integer> {

  /** How long a daemon in the background waits for one that is just ending. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** For servers that do not want to end, once requests in flight are waited for no more. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  @Mixin private CommonOptions common;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read this config file in place of the one in the home.")
  private Path configFile;

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = ToDuration.class,
      description =
          "Stop after so long without a session, such as 90s or 10m. Default: never, and the"
              + " config's idleTimeout for a daemon that was started by attach.")
  private Duration idleTimeout;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Listen there for clients that speak HTTP, in place of the config's http.listen. A port"
              + " alone means 127.0.0.1.")
  private String http;

  @Option(names = "--detached", hidden = true, description = "Started by attach.")
  private boolean detached;

  /**
   * What the relays start.
   *
   * @param home the value of {@code --home}, null without one
   */
  static ServeCommand detached(String home) {
    ServeCommand command = new ServeCommand();
    command.common = CommonOptions.ofHome(home);
    command.detached = true;
    return command;
  }

  @Override
  public Integer call() throws Exception {
    NettySettings.apply();
    Home home = common.home();
    PrivateDirectory.create(home.runtime());
    PrivateDirectory.create(home.socket().getParent());
    DaemonLock lock = DaemonLock.take(home.daemonLock(), detached ? PATIENCE : Duration.ZERO);
    if (lock == null) {
      System.err.println("mcpmux: a daemon runs already" + DaemonLock.holder(home.daemonLock()));
      return ExitCode.ALREADY_RUNNING;
    }
    try (lock) {
      return serve(home, configFile != null ? configFile : home.config());
    }
  }

  private int serve(Home home, Path file) throws ConfigException, IOException {
    if (configFile != null && !Files.exists(file)) {
      throw new IOException("there is no config file " + file);
    }
    ConfigKeeper keeper = new ConfigKeeper(new ConfigFiles(file), Switches.load(home.switches()));
    ConfigFile config = keeper.start();
    MuxServerBuilder builder =
        MuxServer.builder(home.socket())
            .config(keeper.config())
            .controlCalls(keeper)
            .logDirectory(home.logs())
            .stateDirectory(home.state())
            .environment(environment());
    HttpKeeper httpKeeper = new HttpKeeper(config.http(), http, new HttpToken(home.httpToken()));
    httpKeeper.listens().ifPresent(listens -> builder.http(listens, httpKeeper.token()));
    boolean listens = httpKeeper.listens().isPresent();
    Duration idle = idleTimeout(config, listens);
    if (!idle.isZero()) {
      builder.idleTimeout(idle);
    }
    MuxServer server = builder.build();
    try {
      server.start();
    } catch (AlreadyRunningException e) {
      System.err.println("mcpmux: " + e.getMessage());
      return ExitCode.ALREADY_RUNNING;
    }
    httpKeeper.follow(server);
    keeper.follow(server, httpKeeper, changed -> server.idleTimeout(idleTimeout(changed, listens)));
    Runnable endArchive = StartArchive.keepFresh();
    Runnable stop = () -> stop(server, endArchive, STOP_PATIENCE.plus(httpKeeper.drain()));
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
    System.out.println(
        started(home, file, config) + server.httpUrl().map(url -> ", " + url).orElse(""));
    server.closed().toCompletableFuture().join();
    endArchive.run();
    LOG.log(System.Logger.Level.INFO, "stopped");
    return ExitCode.OK;
  }

  /** A daemon in the background was given a locale of its own, which no session has. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(ClientEnvironment.get());
    if (detached) {
      environment.remove("LC_ALL");
    }
    return environment;
  }

  /** Nothing would start a daemon again for a client that comes over HTTP. */
  private Duration idleTimeout(ConfigFile config, boolean listens) {
    if (idleTimeout != null) {
      return idleTimeout;
    }
    return detached && !listens ? config.idleTimeout() : Duration.ZERO;
  }

  private static void stop(MuxServer server, Runnable endArchive, Duration patience) {
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

  /** Reads a duration as the config writes it. */
  static final class ToDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Durations.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
