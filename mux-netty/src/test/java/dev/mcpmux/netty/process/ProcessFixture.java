package dev.mcpmux.netty.process;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.config.StopWaits;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.files.PrivateFiles;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.io.Channels;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.output.ServerLogs;
import dev.mcpmux.netty.pipe.Stdio;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A launcher with an event loop around it, and children whose output is collected. */
public final class ProcessFixture implements AutoCloseable {

  public static final StopWaits SHORT_WAITS =
      new StopWaits(
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofMillis(300),
          Duration.ofSeconds(10));

  private final MultiThreadIoEventLoopGroup group;
  public final EventLoop loop;
  public final Helper helper = new Helper();
  public final ServerLogs logs;
  public final ProcessLedger ledger;
  public final ProcessLauncher launcher;
  private final Path directory;
  private final List<Child> children = new ArrayList<>();

  public ProcessFixture(Transport transport, Path directory) throws IOException {
    this.directory = directory;
    group = new MultiThreadIoEventLoopGroup(1, Channels.ioHandlerFactory(transport));
    loop = group.next();
    logs = new ServerLogs(PrivateFiles.createDirectory(directory.resolve("logs")));
    ledger = new ProcessLedger(PrivateFiles.createDirectory(directory.resolve("state")));
    launcher =
        new ProcessLauncher(
            Stdio.of(transport, helper),
            new ExactStarter(Optional.empty()),
            logs,
            new Endings(ledger, SHORT_WAITS, helper));
  }

  /** Starts {@code sh -c SCRIPT} in the test's directory. */
  public Child sh(String script) throws IOException {
    return start(Map.of("PATH", "/usr/bin:/bin"), "sh", "-c", script);
  }

  public Child start(Map<String, String> environment, String... command) throws IOException {
    ProcessLaunch launch =
        new ProcessLaunch(List.of(command), new TreeMap<>(environment), directory.toString());
    Child child = new Child(launcher.start("server", launch));
    synchronized (children) {
      children.add(child);
    }
    return child;
  }

  /** Whether it runs; one that only waits to be reaped does not. */
  public static boolean isAlive(long pid) {
    return ProcessTable.find(pid).filter(entry -> !entry.zombie()).isPresent();
  }

  @Override
  public void close() {
    for (Child child : children) {
      child.stop();
      child.process.gone().toCompletableFuture().join();
    }
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    helper.shutdownNow();
  }

  /** A child with its channel registered; what it writes is collected. */
  public final class Child {
    public final ChildProcess process;
    public final CompletableFuture<UpstreamExit> exit = new CompletableFuture<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private Child(ChildProcess process) {
      this.process = process;
      process.channel().config().setAllocator(Buffers.ALLOCATOR);
      process
          .channel()
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                  add((ByteBuf) message);
                }

                @Override
                public void channelInactive(ChannelHandlerContext ctx) {
                  exit.complete(process.channel().exit());
                }
              });
      loop.register(process.channel()).syncUninterruptibly();
      loop.submit(process::registered).syncUninterruptibly();
    }

    private synchronized void add(ByteBuf bytes) {
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy).release();
      output.writeBytes(copy);
    }

    public synchronized String output() {
      return output.toString(StandardCharsets.UTF_8);
    }

    public synchronized int outputBytes() {
      return output.size();
    }

    public void write(String text) {
      ByteBuf bytes = Buffers.ALLOCATOR.buffer();
      bytes.writeCharSequence(text, StandardCharsets.UTF_8);
      process.channel().writeAndFlush(bytes);
    }

    public void stop() {
      loop.execute(process::stop);
    }

    public void awaitGone() throws Exception {
      process.gone().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    public UpstreamExit awaitExit() throws Exception {
      return exit.get(20, TimeUnit.SECONDS);
    }
  }
}
