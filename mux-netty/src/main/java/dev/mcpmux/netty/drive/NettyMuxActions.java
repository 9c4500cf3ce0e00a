package dev.mcpmux.netty.drive;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.wire.ByteBufSplicer;
import dev.mcpmux.netty.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The effects of the core on links and their buffers.
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
  private final Links links;
  private final UpstreamStarter starter;
  private final Storage storage;
  private final Restarts restarts;
  private Limits limits;

  private final LongObjectHashMap<ByteBuf> parked = new LongObjectHashMap<>();
  private final List<Link> dirty = new ArrayList<>();
  private final BufferPressure pressure;
  private final ByteBufSplicer splicer = new ByteBufSplicer();
  private final WatchPoint frames;

  NettyMuxActions(
      MuxDriver driver, Links links, UpstreamStarter starter, Storage storage, Restarts restarts) {
    this.driver = driver;
    this.links = links;
    this.starter = starter;
    this.storage = storage;
    this.restarts = restarts;
    this.limits = driver.limits();
    this.frames = driver.frames();
    this.pressure = new BufferPressure(driver, links);
  }

  /** Holds for what is sent from now on. */
  void limits(Limits changed) {
    limits = changed;
  }

  void flush() {
    for (int i = 0; i < dirty.size(); i++) {
      Link link = dirty.get(i);
      try {
        link.flushDirty();
        if (link instanceof SessionLink session && !session.isOutputExceeded()) {
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
    UpstreamLink link = links.upstream(upstream);
    if (link != null && link.isOpen()) {
      frames.forward(link, frame, edits);
      try {
        if (link.takesArrays()) {
          link.write(FrameSplicer.splice(frame, edits));
        } else {
          link.write(splice(link, frame, edits));
        }
        mark(link);
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void reply(int session, int stream, FrameView frame, FrameEdits edits) {
    SessionLink link = links.session(session);
    if (link != null && link.isOpen()) {
      frames.reply(session, frame, edits);
      try {
        if (link.takesArrays()) {
          link.write(stream, FrameSplicer.splice(frame, edits));
        } else {
          link.write(stream, splice(link, frame, edits));
        }
        mark(link);
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void send(int session, int stream, byte[] frame) {
    SessionLink link = links.session(session);
    if (link != null && link.isOpen()) {
      frames.send(session, frame);
      try {
        link.write(stream, frame);
        mark(link);
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void sendUpstream(int upstream, byte[] frame) {
    UpstreamLink link = links.upstream(upstream);
    if (link != null && link.isOpen()) {
      frames.sendUpstream(link, frame);
      try {
        link.write(frame);
        mark(link);
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
  }

  @Override
  public void park(long ticket, FrameView frame) {
    frames.park(ticket, frame);
    parked.put(ticket, frame.origin() instanceof Frame whole ? whole.keep() : copy(frame));
  }

  @Override
  public void forwardParked(long ticket, int upstream, FrameEdits edits) {
    ByteBuf frame = parked.remove(ticket);
    UpstreamLink link = links.upstream(upstream);
    try {
      if (link != null && link.isOpen()) {
        frames.forwardParked(ticket, link, edits);
        int index = frame.readerIndex();
        int length = frame.readableBytes();
        if (link.takesArrays()) {
          link.write(FrameSplicer.splice(frame.nioBuffer(), 0, length, edits));
        } else {
          link.write(splice(link, frame, index, length, edits));
        }
        mark(link);
      } else {
        frames.dropParked(ticket);
      }
    } catch (RuntimeException | Error e) {
      frames.dropParked(ticket);
      driver.failLater(link, e);
    } finally {
      frame.release();
    }
  }

  @Override
  public void dropParked(long ticket) {
    frames.dropParked(ticket);
    parked.remove(ticket).release();
  }

  @Override
  public void startUpstream(int upstream, String server, Launch launch) {
    UpstreamLink link = starter.start(driver, upstream, server, launch);
    link.startedFor(launch);
    links.add(link);
    frames.upstream(link, launch);
  }

  @Override
  public void stopUpstream(int upstream) {
    UpstreamLink link = links.upstream(upstream);
    if (link != null) {
      link.stop();
    }
  }

  @Override
  public void lookAtUpstream(int upstream) {
    UpstreamLink link = links.upstream(upstream);
    if (link != null) {
      link.look((cpuMillis, outputBytes) -> driver.onUpstreamSeen(link, cpuMillis, outputBytes));
    }
  }

  @Override
  public void closeSession(int session, CloseCause cause) {
    SessionLink link = links.session(session);
    if (link != null) {
      links.remove(link);
      frames.sessionGone(session);
      if (link.isOpen()) {
        link.close(cause);
      }
    }
  }

  @Override
  public void loadState(String key) {
    storage.loadState(key, bytes -> driver.onStateLoaded(key, bytes));
  }

  @Override
  public void saveState(String key, byte[] bytes) {
    storage.saveState(key, bytes);
  }

  @Override
  public void loadCatalog(String key, Launch launch) {
    storage.loadCatalog(key, launch, found -> driver.onCatalogLoaded(key, found));
  }

  @Override
  public void saveCatalog(String key, byte[] bytes) {
    storage.saveCatalog(key, bytes);
  }

  @Override
  public void loadUsed(String client, String project) {
    driver.loadUsed(client, project);
  }

  @Override
  public boolean embed(List<String> texts, boolean first) {
    return driver.embed(texts, first);
  }

  @Override
  public void confirmUpstream(int upstream) {
    UpstreamLink link = links.upstream(upstream);
    if (link != null) {
      link.ready();
    }
    restarts.ready(upstream);
  }

  @Override
  public void giveUpUpstream(int upstream, String why) {
    restarts.failed(upstream, why);
  }

  @Override
  public void retryUpstream(int upstream, int again) {
    restarts.instead(upstream, again);
  }

  @Override
  public List<String> stderrSoFar(int upstream) {
    UpstreamLink link = links.upstream(upstream);
    return link == null ? List.of() : link.stderrSoFar();
  }

  @Override
  public void sessionState(int session, SessionState state) {
    SessionLink link = links.session(session);
    if (link != null && link.isOpen()) {
      try {
        link.state(state);
        mark(link);
      } catch (RuntimeException | Error e) {
        driver.failLater(link, e);
      }
    }
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
    SessionLink link = links.session(session);
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

  private void mark(Link link) {
    if (link.markDirty()) {
      dirty.add(link);
    }
  }

  private void checkOutput(SessionLink session) {
    long unsent = session.unsentBytes();
    if (unsent > limits.sessionOutputHardBytes()) {
      session.exceedOutput();
      driver.later().onOutputExceeded(session, unsent);
    } else if (unsent > limits.sessionOutputSoftBytes() && BufferRoom.over() > 0) {
      pressure.relieve();
    }
  }
}
