package dev.mcpmux.netty.drive;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.wire.ByteBufSplicer;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** An upstream, by the way it is carried. */
public abstract class UpstreamLink extends Link {

  private final String server;
  private Launch launch;

  protected UpstreamLink(int number, String server) {
    super(number);
    this.server = server;
  }

  final void startedFor(Launch chosen) {
    launch = chosen;
  }

  /** What it was started for. */
  final Launch startedFor() {
    return launch;
  }

  public final String server() {
    return server;
  }

  @Override
  public final String toString() {
    return server + " (upstream " + number() + ")";
  }

  /**
   * Writes a message with its line end, to be flushed; the buffer is taken. A failed write is not
   * looked at: the upstream's end tells the same.
   */
  protected abstract void write(ByteBuf line);

  /** As {@link #write(ByteBuf)}, without its line end; nobody changes it any more. */
  protected void write(byte[] message) {
    write(ByteBufSplicer.line(Buffers.ALLOCATOR, message));
  }

  /** The pid of its process, 0 where it has none. */
  protected long pid() {
    return 0;
  }

  /** The last lines on its stderr so far, oldest first, where it has one. */
  protected List<String> stderrSoFar() {
    return List.of();
  }

  /** Takes what {@link #look} has seen. */
  @FunctionalInterface
  public interface Seen {

    /** As {@link dev.mcpmux.core.Mux#onUpstreamSeen}. */
    void onSeen(long cpuMillis, long outputBytes);
  }

  /** Looks whether it does anything, and says so later, on the event loop. */
  protected abstract void look(Seen answer);

  /** Whether anything is read from it for now, where that can be chosen. */
  protected void setReads(boolean reads) {}

  /** Ends it, or as soon as it has begun; its end is told to the driver. */
  protected abstract void stop();

  /** It has answered {@code initialize}. */
  protected abstract void ready();

  /** It has ended, or never began. */
  protected abstract void ended();
}
