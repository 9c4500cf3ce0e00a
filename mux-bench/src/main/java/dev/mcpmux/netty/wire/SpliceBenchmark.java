package dev.mcpmux.netty.wire;

import dev.mcpmux.bench.SampleFrame;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.netty.io.Buffers;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Makes the outgoing line of a frame that was scanned, with another id, and releases it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpliceBenchmark {

  @Param({"CALL", "REPLY", "TEXT_1M"})
  public SampleFrame frame;

  private final ByteBufSplicer splicer = new ByteBufSplicer();
  private final FrameEdits edits = new FrameEdits();
  private final FrameScanner scanner = new FrameScanner();
  private ByteBuf in;
  private long id;

  @Setup
  public void make() {
    ByteBuffer bytes = frame.buffer(4711);
    scanner.scan(bytes, 0, bytes.limit());
    in = Buffers.ALLOCATOR.buffer(bytes.limit()).writeBytes(bytes);
  }

  @Benchmark
  public int splice() {
    return line(false);
  }

  @Benchmark
  public int slice() {
    return line(true);
  }

  private int line(boolean slices) {
    edits.clear();
    edits.replace(scanner.view().start(Field.ID), scanner.view().end(Field.ID), ++id);
    int length = (int) scanner.view().frameBytes();
    ByteBuf out =
        slices
            ? splicer.slice(Buffers.ALLOCATOR, in, 0, length, edits)
            : splicer.splice(Buffers.ALLOCATOR, in, 0, length, edits);
    int bytes = out.readableBytes();
    out.release();
    return bytes;
  }
}
