package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Launch;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.ProcessLaunch;
import dev.mcpmux.core.RemoteLaunch;
import dev.mcpmux.core.UpstreamExit;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.remote.RemoteIo;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.LongObjectHashMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * The effects of the core on channels, buffers and processes.
 *
 * <h2>Reference Counting</h2>
 *
 * A frame is borrowed from its decoder, or is the core's own. A parked frame is a buffer of its
 * own, released when its ticket ends. Outgoing buffers belong to their channel.
 *
 * <h2>Writability and Flow Control</h2>
 *
 * Effects only write; {@link #flush} flushes every channel written to once, and reports a session
 * whose unsent bytes have passed the hard limit. Where an effect fails, as there is no memory for
 * what is to be written, the link that it is for is ended, not the one that has caused it.
 *
 * <p>Event loop only.
 */
final class NettyMuxActions implements MuxActions {

  private final MuxDriver driver;
  private final EventLoop loop;
  private Limits limits;
  private final ProcessLauncher launcher;
  private final Unwrapper unwrapper;
  private final StateFiles states;
  private final CatalogFiles catalog;
  private final Helper helper;
  private final Lookups lookups;
  private final RemoteIo remoteIo;

  private final IntObjectHashMap<SessionLink> sessions = new IntObjectHashMap<>();
  private final IntObjectHashMap<UpstreamLink> upstreams = new IntObjectHashMap<>();
  private final LongObjectHashMap<ByteBuf> parked = new LongObjectHashMap<>();
  private final ProcessWatch children;
  private final List<Link> dirty = new ArrayList<>();
  private final BufferPressure pressure;
  private final ByteBufSplicer splicer = new ByteBufSplicer();

  NettyMuxActions(
      MuxDriver driver,
      EventLoop loop,
      Limits limits,
      ProcessLauncher launcher,
      Unwrapper unwrapper,
      StateFiles states,
      CatalogFiles catalog,
      Helper helper,
      Lookups lookups) {
    this.driver = driver;
    this.loop = loop;
    this.limits = limits;
    this.launcher = launcher;
    this.unwrapper = unwrapper;
    this.states = states;
    this.catalog = catalog;
    this.helper = helper;
    this.lookups = lookups;
    this.pressure = new BufferPressure(loop, driver, sessions.values(), upstreams.values());
    this.children = new ProcessWatch(loop, helper);
    this.remoteIo =
        new RemoteIo(loop, new Helper(), Transport.tcpChannels(loop), Buffers.ALLOCATOR);
  }

  /** Holds for processes that are started from now on, and for what is sent from now on. */
  void limits(Limits changed) {
    limits = changed;
  }

  void add(SessionLink session) {
    sessions.put(session.number(), session);
  }

  boolean has(Link link) {
    return link instanceof SessionLink
        ? sessions.get(link.number()) == link
        : upstreams.get(link.number()) == link;
  }

  /**
   * @return whether it was there
   */
  boolean remove(Link link) {
    if (link instanceof SessionLink) {
      return sessions.remove(link.number()) != null;
    }
    UpstreamLink upstream = upstreams.remove(link.number());
    if (upstream != null) {
      upstream.ended(); // once: what mcpmux has ended comes to its end as well
    }
    return upstream != null;
  }

  /** The pid of an upstream's process, 0 when it has none. */
  long pid(int upstream) {
    return upstreams.get(upstream) instanceof ProcessLink process ? process.pid() : 0;
  }

  @Override
  public List<String> stderrSoFar(int upstream) {
    return upstreams.get(upstream) instanceof ProcessLink process
        ? process.stderrSoFar()
        : List.of();
  }

  /** An upstream has answered {@code initialize}. */
  void ready(int upstream) {
    upstreams.get(upstream).ready();
  }

  /** Whether no process runs, is being started, or has left something that runs. */
  boolean isIdle() {
    return upstreams.isEmpty() && children.isEmpty();
  }

  void flush() {
    for (int i = 0; i < dirty.size(); i++) {
      Link link = dirty.get(i);
      link.dirty = false;
      try {
        link.flush();
        if (link instanceof SessionLink session && !session.outputExceeded) {
          checkOutput(session);
        }
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
    dirty.clear();
  }

  /** Frees what the core has not asked for; it is not driven any more. */
  void releaseParked() {
    parked.values().forEach(ByteBuf::release);
    parked.clear();
  }

  @Override
  public void forward(int upstream, FrameView frame, FrameEdits edits) {
    UpstreamLink link = upstreams.get(upstream);
    if (link != null && link.isOpen()) {
      try {
        write(link, splice(link, frame, edits));
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void reply(int session, int stream, FrameView frame, FrameEdits edits) {
    SessionLink link = sessions.get(session);
    if (link != null && link.isOpen()) {
      try {
        link.write(stream, splice(link, frame, edits));
        mark(link);
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void send(int session, int stream, byte[] frame) {
    SessionLink link = sessions.get(session);
    if (link != null && link.isOpen()) {
      try {
        link.write(stream, ByteBufSplicer.line(Buffers.ALLOCATOR, frame));
        mark(link);
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void sendUpstream(int upstream, byte[] frame) {
    UpstreamLink link = upstreams.get(upstream);
    if (link != null && link.isOpen()) {
      try {
        write(link, ByteBufSplicer.line(Buffers.ALLOCATOR, frame));
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void park(long ticket, FrameView frame) {
    parked.put(ticket, frame.origin() instanceof Frame whole ? whole.keep() : copy(frame));
  }

  @Override
  public void forwardParked(long ticket, int upstream, FrameEdits edits) {
    ByteBuf frame = parked.remove(ticket);
    UpstreamLink link = upstreams.get(upstream);
    try {
      if (link != null && link.isOpen()) {
        int index = frame.readerIndex();
        int length = frame.readableBytes();
        write(link, splice(link, frame, index, length, edits));
      }
    } catch (RuntimeException | Error e) {
      driver.failLater(link, e);
    } finally {
      frame.release();
    }
  }

  @Override
  public void dropParked(long ticket) {
    parked.remove(ticket).release();
  }

  @Override
  public void startUpstream(int upstream, String server, Launch launch) {
    if (launch instanceof RemoteLaunch remote) {
      RemoteLink link =
          new RemoteLink(
              upstream, server, remote, driver, remoteIo, limits, line -> log(server, line));
      upstreams.put(upstream, link);
      loop.execute(link::start); // it may end at once
    } else {
      ProcessLink link = new ProcessLink(upstream, server, (ProcessLaunch) launch, unwrapper);
      upstreams.put(upstream, link);
      lookups.ask(
          new ProgramLookup(unwrapper, server, link.launch()),
          direct -> start(link, direct),
          why -> notStarted(link, why));
    }
  }

  private void start(ProcessLink link, Optional<ProcessLaunch> direct) {
    if (link.isStopWanted()) {
      notStarted(link, "it is not wanted any more");
      return;
    }
    if (direct.isPresent()
        || !link.prepares(found -> loop.execute(() -> startPrepared(link, found)))) {
      startPrepared(link, direct);
    }
  }

  private void startPrepared(ProcessLink link, Optional<ProcessLaunch> direct) {
    if (link.isStopWanted()) {
      notStarted(link, "it is not wanted any more");
      return;
    }
    try {
      helper.execute(() -> startNow(link, direct));
    } catch (RejectedExecutionException e) {
      notStarted(link, "mcpmux is stopping");
    }
  }

  private void log(String server, String line) {
    try {
      helper.execute(() -> launcher.logs().of(server).line(0, "mcpmux", line));
    } catch (RejectedExecutionException e) {
      // at the daemon's own end nobody reads it
    }
  }

  @Override
  public void stopUpstream(int upstream) {
    UpstreamLink link = upstreams.get(upstream);
    if (link != null) {
      link.stop();
    }
  }

  @Override
  public void closeSession(int session, CloseCause cause) {
    SessionLink link = sessions.remove(session);
    if (link != null && link.isOpen()) {
      link.close(cause);
    }
  }

  @Override
  public void loadState(String key) {
    helper.execute(
        () -> {
          byte[] bytes = states.load(key);
          loop.execute(() -> driver.onStateLoaded(key, bytes));
        });
  }

  @Override
  public void saveState(String key, byte[] bytes) {
    states.keep(key, bytes);
    helper.execute(() -> states.save(key));
  }

  @Override
  public void loadCatalog(String key, Launch launch) {
    lookups.ask(
        new CatalogLookup(catalog, key, launch),
        found -> driver.onCatalogLoaded(key, found),
        why -> {
          Log.warn("cannot look for what was kept of a server: " + why);
          driver.onCatalogLoaded(key, CatalogFiles.Found.NOTHING);
        });
  }

  @Override
  public void saveCatalog(String key, byte[] bytes) {
    catalog.keep(key, bytes);
    helper.execute(() -> catalog.save(key));
  }

  @Override
  public void pauseReads(int session) {
    setReads(session, false);
  }

  @Override
  public void resumeReads(int session) {
    setReads(session, true);
  }

  private void setReads(int session, boolean reads) {
    SessionLink link = sessions.get(session);
    if (link != null) {
      link.setReads(reads);
    }
  }

  private ByteBuf splice(Link link, FrameView frame, FrameEdits edits) {
    return frame.origin() instanceof Frame whole
        ? splice(link, whole.buffer(), whole.index(), whole.length(), edits)
        : ByteBufSplicer.line(Buffers.ALLOCATOR, FrameSplicer.splice(frame, edits));
  }

  /** Of a frame that is the core's own, or a part of one. */
  private static ByteBuf copy(FrameView frame) {
    byte[] bytes = FrameSplicer.splice(frame, new FrameEdits());
    return Buffers.ALLOCATOR.buffer(bytes.length, bytes.length).writeBytes(bytes);
  }

  private ByteBuf splice(Link link, ByteBuf frame, int index, int length, FrameEdits edits) {
    boolean slices =
        link.takesSlices()
            && length >= ByteBufSplicer.SLICED_BYTES
            && !Frame.pinsTooMuch(frame, length);
    return slices
        ? splicer.slice(Buffers.ALLOCATOR, frame, index, length, edits)
        : splicer.splice(Buffers.ALLOCATOR, frame, index, length, edits);
  }

  private void write(UpstreamLink link, ByteBuf line) {
    link.write(line);
    mark(link);
  }

  private void mark(Link link) {
    if (!link.dirty) {
      link.dirty = true;
      dirty.add(link);
    }
  }

  private void checkOutput(SessionLink session) {
    long unsent = session.unsentBytes();
    if (unsent > limits.sessionOutputHardBytes()) {
      session.outputExceeded = true;
      driver.onOutputExceeded(session, unsent);
    } else if (unsent > limits.sessionOutputSoftBytes() && BufferRoom.over() > 0) {
      pressure.relieve();
    }
  }

  /** Helper thread. */
  private void startNow(ProcessLink link, Optional<ProcessLaunch> direct) {
    try {
      ChildProcess process = launcher.start(link.server(), direct.orElse(link.launch()));
      loop.execute(() -> started(link, process, direct.isPresent()));
    } catch (IOException e) {
      if (direct.isPresent()) {
        unwrapper.failed(link.launch(), true);
      }
      loop.execute(() -> notStarted(link, e.getMessage()));
    } catch (RuntimeException | Error e) { // no thread to be had for the process is an Error
      // else those who wait for this server would wait until it counts as too slow
      Log.bug("cannot start " + link.server(), e);
      loop.execute(() -> notStarted(link, "internal error, see the daemon's log"));
    }
  }

  private void started(ProcessLink link, ChildProcess process, boolean unwrapped) {
    children.add(process);
    process.gone().whenComplete((gone, failure) -> loop.execute(() -> children.remove(process)));
    link.runs(process, unwrapped);
    try {
      Pipelines.upstream(process.channel(), driver, link, limits);
      loop.register(process.channel());
      process.registered();
    } catch (RuntimeException | Error e) {
      driver.failLater(link, e);
      process.stop();
    }
  }

  private void notStarted(ProcessLink link, String why) {
    driver.onUpstreamExit(link, new UpstreamExit("could not be started: " + why, List.of()));
  }
}
