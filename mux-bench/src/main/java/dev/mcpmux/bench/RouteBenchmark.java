package dev.mcpmux.bench;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameScanner;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the core decides for one call and its reply, the scan of both left out but for the reply's
 * id, which is another each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouteBenchmark implements OpenMux.Ways {

  /** Wide enough for every id of a run. */
  private static final long FIRST_ID = 1_000_000_000_000_000L;

  private static final int ID_DIGITS = Long.toString(FIRST_ID).length();

  private final FrameScanner call = new FrameScanner();
  private final FrameScanner reply = new FrameScanner();
  private OpenMux open;
  private ByteBuffer replyBytes;
  private int idAt;
  private long upstreamId;
  private int edits;

  @Setup
  public void make() {
    open = new OpenMux(this);
    upstreamId = 1;
    ByteBuffer callBytes = SampleFrame.CALL.buffer(7);
    call.scan(callBytes, 0, callBytes.limit());
    replyBytes = SampleFrame.REPLY.buffer(FIRST_ID);
    idAt = SampleFrame.REPLY.line(FIRST_ID).indexOf(Long.toString(FIRST_ID));
  }

  @Benchmark
  public int route() {
    open.mux.onSessionFrame(OpenMux.SESSION, Mux.MAIN_STREAM, call.view(), OpenMux.now());
    writeId(++upstreamId);
    reply.reset();
    reply.scan(replyBytes, 0, replyBytes.limit());
    open.mux.onUpstreamFrame(open.upstream(), reply.view(), OpenMux.now());
    return edits;
  }

  /** The id without leading zeros, and spaces up to its full width. */
  private void writeId(long id) {
    int at = idAt + ID_DIGITS;
    int digits = 1;
    for (long rest = id; rest >= 10; rest /= 10) {
      digits++;
    }
    while (at > idAt + digits) {
      replyBytes.put(--at, (byte) ' ');
    }
    for (long rest = id; at > idAt; rest /= 10) {
      replyBytes.put(--at, (byte) ('0' + rest % 10));
    }
  }

  @Override
  public void toUpstream(FrameEdits forwarded) {
    edits += forwarded.count();
  }

  @Override
  public void toSession(FrameEdits replied) {
    edits += replied.count();
  }
}
