package dev.mcpmux.bench;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
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

/** Reads one frame: finds its end, checks it, and notes what is routed on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScanBenchmark {

  @Param public SampleFrame frame;

  private final FrameScanner scanner = new FrameScanner();
  private ByteBuffer bytes;

  @Setup
  public void make() {
    bytes = frame.buffer(4711);
  }

  @Benchmark
  public FrameKind scan() {
    scanner.reset();
    if (!scanner.scan(bytes, 0, bytes.limit())) {
      throw new IllegalStateException("no line end");
    }
    return scanner.view().kind();
  }
}
