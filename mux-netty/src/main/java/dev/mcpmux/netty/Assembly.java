package dev.mcpmux.netty;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.drive.IdleTimer;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.Storage;
import dev.mcpmux.netty.files.CatalogFiles;
import dev.mcpmux.netty.files.LifeNumber;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.io.Channels;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.io.MuxLoop;
import dev.mcpmux.netty.local.LocalServers;
import dev.mcpmux.netty.model.Embedder;
import dev.mcpmux.netty.model.ModelJar;
import dev.mcpmux.netty.output.NoiseLog;
import dev.mcpmux.netty.output.ServerLogs;
import dev.mcpmux.netty.process.ProcessLedger;
import dev.mcpmux.netty.remote.RemoteIo;
import dev.mcpmux.netty.report.DaemonLog;
import dev.mcpmux.netty.report.History;
import dev.mcpmux.netty.report.Lately;
import dev.mcpmux.netty.report.Lives;
import dev.mcpmux.netty.report.NumbersJson;
import dev.mcpmux.netty.report.StatusJson;
import dev.mcpmux.netty.report.Traces;
import dev.mcpmux.netty.socket.Control;
import dev.mcpmux.netty.socket.Handover;
import dev.mcpmux.netty.socket.HelloHandler;
import dev.mcpmux.netty.socket.HelloLookups;
import dev.mcpmux.netty.socket.PeerCredentials;
import dev.mcpmux.netty.socket.Reception;
import dev.mcpmux.netty.socket.Status;
import dev.mcpmux.netty.socket.TraceMaker;
import dev.mcpmux.netty.socket.WaysOut;
import dev.mcpmux.netty.upstream.Upstreams;
import dev.mcpmux.netty.usage.UsageJournal;
import dev.mcpmux.netty.usage.UsageKeeper;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes what a {@link MuxServer} consists of, and ties it together; nothing of it runs yet. */
final class Assembly {
  private final MuxServerBuilder options;
  private final WayOut wayOut;
  private final Supplier<MuxConfig> config;
  private final ServerLogs logs;
  private final ProcessLedger ledger;
  private final StateFiles states;

  /** What it has made, for what is asked of a part that was made before the other. */
  private volatile Served served;

  /**
   * Makes the directories.
   *
   * @param config the one in force
   */
  Assembly(MuxServerBuilder options, WayOut wayOut, Supplier<MuxConfig> config) throws IOException {
    this.options = options;
    this.wayOut = wayOut;
    this.config = config;
    this.logs = new ServerLogs(options.directories.makeLogs());
    this.ledger = new ProcessLedger(options.directories.makeState());
    this.states = new StateFiles(options.directories.state());
  }

  /**
   * @param broken told when the event loop has ended by itself
   */
  Threads threads(Consumer<Throwable> broken) {
    Helper helper = new Helper();
    Processes processes = new Processes(options, ledger, states, helper, this::mayUnwrap);
    EventLoop loop = MuxLoop.group(Channels.ioHandlerFactory(options.transport), broken).next();
    AwakeClock clock = new AwakeClock(loop);
    Lookups lookups = new Lookups(loop, clock, () -> config.get().limits());
    return new Threads(loop, clock, helper, lookups, new LocalServers(), processes);
  }

  Served served(Threads begun) throws IOException {
    EventLoop loop = begun.loop();
    Helper helper = begun.helper();
    Traces traces = new Traces(() -> config.get().limits());
    Lives lives = new Lives(traces);
    DaemonLog log =
        new DaemonLog(
            options.listener,
            new NoiseLog(logs, helper),
            lives,
            number -> served.driver().pid(number));
    Meter meter = new Meter(log, System::nanoTime);
    UsageJournal journal = new UsageJournal(options.directories.usage());
    UsageKeeper usage = new UsageKeeper(loop, begun.clock(), helper, journal, meter);
    MuxDriver driver = driver(begun, usage.usage());
    driver.user(options.userEnvironment);
    driver.questionsAfter(LifeNumber.first(states));
    IdleTimer idle = new IdleTimer(driver, options.idleTimeout, wayOut::onIdle);
    driver.onSessionsChanged(idle::look);
    driver.onUsedWanted(
        (client, project) ->
            usage.load(client, project, tools -> driver.onUsedLoaded(client, project, tools)));
    Embedder embedder = new Embedder(loop, ModelJar::open, driver::onEmbedded);
    embedder.use(config.get().aggregate().model());
    driver.onEmbedWanted(embedder::embed);
    ControlCalls calls = embedder.calls(options.controlCalls);
    Status status =
        new Status(
            driver,
            new NumbersJson(meter),
            new Lately(traces, logs),
            calls,
            new StatusJson.Program(
                options.transport,
                options.directories.program(),
                number -> served.reception().relay(number)));
    WaysOut ways =
        new WaysOut(
            wayOut::stop, wayOut::beginHandover, options.staysAtLeast.orElse(Duration.ZERO));
    History history = new History(meter, System::currentTimeMillis);
    MuxPages pages =
        new MuxPages(
            driver,
            helper,
            options.transport,
            new MuxPages.Shown(status, history, () -> served.control().feed()));
    Control control = new Control(driver, helper, usage.calls(calls), status, ways);
    HelloLookups hellos =
        new HelloLookups(
            config,
            options.controlCalls,
            new TraceMaker(options.directories.state()),
            begun.lookups());
    PeerCredentials peers = PeerCredentials.ofOwner(options.directories.state());
    Reception reception = new Reception(driver, peers, hellos, lives, control);
    Handover handover = new Handover(driver, reception);
    served = new Served(driver, reception, control, handover, idle, usage, embedder, pages);
    return served;
  }

  /** Makes the pipelines of those who come in on the socket. */
  ChannelInitializer<Channel> connections(Served with, Helper helper) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        Pipelines.connection(
            channel,
            new HelloHandler(
                with.reception(),
                helper,
                config.get().limits().maxHelloBytes(),
                options.helloTimeout.toMillis()));
      }
    };
  }

  private MuxDriver driver(Threads begun, MuxListener listener) {
    EventLoop loop = begun.loop();
    Helper helper = begun.helper();
    Lookups lookups = begun.lookups();
    Limits limits = config.get().limits();
    CatalogFiles catalog =
        new CatalogFiles(
            options.directories.catalog(),
            begun.processes().stamp()::of,
            limits.maxCatalogEntries(),
            limits.maxCatalogAgeMillis());
    Storage storage = new Storage(loop, helper, lookups, states, catalog);
    RemoteIo remotes =
        new RemoteIo(
            loop, begun.clock(), lookups::run, Channels.tcpChannels(loop), Buffers.ALLOCATOR);
    Upstreams upstreams =
        new Upstreams(
            begun.processes().starts(loop, lookups, logs), remotes, begun.locals(), helper, logs);
    return new MuxDriver(begun.clock(), config.get(), listener, upstreams, storage);
  }

  /** Ad-hoc commands, too, which have no name in the config. */
  private boolean mayUnwrap(String name) {
    ServerConfig server = config.get().servers().get(name);
    return server == null
        || server.launch() instanceof LaunchTemplate.Program program && program.unwrap();
  }
}
