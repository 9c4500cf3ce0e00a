package dev.mcpmux.netty.wire;

import dev.mcpmux.bench.OpenMux;
import dev.mcpmux.bench.SampleFrame;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.Mux;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.netty.io.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A call from a session's channel to a server's and the reply on the way back: decoded, scanned,
 * routed, spliced and written, with nothing of an operating system in it. The server is a handler
 * that writes the id it gets into a line that is there already.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoundTripBenchmark implements OpenMux.Ways {

  private static final int ID_AT = SampleFrame.REPLY.line(0).indexOf(":0,") + 1;
  private static final int MAX_DIGITS = 16;

  @Param({"REPLY", "TEXT_1M", "STRUCTURED_1M"})
  public SampleFrame reply;

  private final ByteBufSplicer splicer = new ByteBufSplicer();
  private OpenMux open;
  private EmbeddedChannel session;
  private EmbeddedChannel upstream;
  private Frame current;
  private ByteBuf call;
  private ByteBuf answer;

  @Setup
  public void make() {
    open = new OpenMux(this);
    int max = Limits.defaults().maxFrameBytes();
    session = new EmbeddedChannel(new LineFrameDecoder(max, true), new ToMux(true));
    upstream = new EmbeddedChannel(new LineFrameDecoder(max, false), new ToMux(false));
    session.config().setAllocator(Buffers.ALLOCATOR);
    upstream.config().setAllocator(Buffers.ALLOCATOR);
    call = buffer(SampleFrame.CALL.buffer(7));
    String line = reply.line(0);
    answer =
        buffer(
            ByteBuffer.wrap(
                (line.substring(0, ID_AT) + " ".repeat(MAX_DIGITS) + line.substring(ID_AT + 1))
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @TearDown(Level.Trial)
  public void release() {
    session.finishAndReleaseAll();
    upstream.finishAndReleaseAll();
    call.release();
    answer.release();
  }

  private static ByteBuf buffer(ByteBuffer bytes) {
    return Buffers.ALLOCATOR.directBuffer(bytes.remaining()).writeBytes(bytes);
  }

  @Benchmark
  public int roundTrip() {
    session.writeInbound(call.retainedDuplicate());
    ByteBuf toServer = upstream.readOutbound();
    // {"jsonrpc":"2.0","id":N, as it stood in the call
    int at = toServer.readerIndex() + ID_AT;
    for (int i = 0; i < MAX_DIGITS; i++) {
      byte digit = toServer.getByte(at + i);
      if (digit == ',') {
        break;
      }
      answer.setByte(ID_AT + i, digit);
    }
    toServer.release();
    upstream.writeInbound(answer.retainedDuplicate());
    ByteBuf toClient = session.readOutbound();
    int bytes = toClient.readableBytes();
    toClient.release();
    return bytes;
  }

  @Override
  public void toUpstream(FrameEdits edits) {
    upstream.writeOneOutbound(spliced(edits));
  }

  @Override
  public void toSession(FrameEdits edits) {
    session.writeOneOutbound(spliced(edits));
  }

  private ByteBuf spliced(FrameEdits edits) {
    ByteBuf frame = current.buffer();
    int length = current.length();
    return length < ByteBufSplicer.SLICED_BYTES
        ? splicer.splice(Buffers.ALLOCATOR, frame, current.index(), length, edits)
        : splicer.slice(Buffers.ALLOCATOR, frame, current.index(), length, edits);
  }

  /** As {@link SessionHandler} and {@link UpstreamHandler}. */
  private final class ToMux extends ChannelInboundHandlerAdapter {
    private final boolean isSession;

    ToMux(boolean isSession) {
      this.isSession = isSession;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      current = (Frame) message;
      if (isSession) {
        open.mux.onSessionFrame(
            OpenMux.SESSION, Mux.MAIN_STREAM, current.view(), System.nanoTime());
      } else {
        open.mux.onUpstreamFrame(open.upstream(), current.view(), System.nanoTime());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      session.flushOutbound();
      upstream.flushOutbound();
    }
  }
}
