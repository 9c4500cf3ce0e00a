package dev.mcpmux.netty.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.process.ProcessFixture;
import dev.mcpmux.netty.process.ProcessFixture.Child;
import dev.mcpmux.netty.process.ProcessTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class ProcessChannelTest {

  private static final int PIPE_AND_BUFFERS = 256 * 1024;

  @Parameter Transport transport;
  @TempDir Path directory;
  private ProcessFixture processes;

  @BeforeEach
  void open() throws IOException {
    processes = new ProcessFixture(transport, directory);
  }

  @AfterEach
  void close() {
    processes.close();
  }

  @Test
  void what_is_written_comes_back_from_cat_in_order() throws Exception {
    Child cat = processes.start(Map.of(), "cat");
    StringBuilder written = new StringBuilder();

    for (int i = 0; i < 5000; i++) {
      String line = i + "x".repeat(i % 300) + "\n";
      written.append(line);
      cat.write(line);
    }
    cat.process.channel().endInput();
    cat.awaitExit();

    assertThat(cat.output()).isEqualTo(written.toString());
  }

  @Test
  void a_child_that_does_not_read_makes_the_channel_unwritable_until_it_does() throws Exception {
    Child child = processes.sh("read go; cat >/dev/null");
    child.process.channel().config().setWriteBufferWaterMark(new WriteBufferWaterMark(512, 1024));

    child.write("x".repeat(1 << 20));
    Await.until("it is unwritable", () -> !child.process.channel().isWritable());
    child.write("\n");

    Await.until("it is writable again", () -> child.process.channel().isWritable());
  }

  @Test
  void with_auto_read_off_the_child_is_held_by_its_pipe() throws Exception {
    Child child = processes.sh("read go; head -c 4000000 /dev/zero; echo done >&2");
    child.process.channel().config().setAutoRead(false);

    child.write("go\n");
    Await.until(
        "something came", () -> child.outputBytes() > 0 || !child.process.channel().isActive());
    assertThat(child.outputBytes()).isLessThan(PIPE_AND_BUFFERS);
    child.process.channel().config().setAutoRead(true);

    child.awaitExit();
    assertThat(child.outputBytes()).isEqualTo(4_000_000);
  }

  @Test
  void an_error_while_its_output_is_read_reaches_the_pipeline_and_not_the_loop() throws Exception {
    assumeTrue(transport == Transport.EPOLL, "elsewhere a thread reads");
    Child child = processes.sh("read go; echo lost; cat");
    CompletableFuture<Throwable> caught = new CompletableFuture<>();
    child
        .process
        .channel()
        .readInto(
            () -> {
              throw new OutOfMemoryError("as the test wants it");
            });
    child
        .process
        .channel()
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                caught.complete(cause);
                ctx.close();
              }
            });

    child.write("go\n");

    assertThat(caught.get(30, TimeUnit.SECONDS)).isInstanceOf(OutOfMemoryError.class);
    child.awaitExit();
    processes.loop.submit(() -> {}).get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_child_that_closes_its_stdin_is_stopped() throws Exception {
    Child child = processes.sh("exec 0<&-; exec sleep 1000");

    Await.until(
        "a write fails",
        () -> {
          child.write("x\n");
          return !child.process.channel().isActive();
        });

    assertThat(child.awaitExit().what()).isEqualTo("closed its stdin and was stopped");
  }

  @Test
  void a_child_that_closes_its_stdout_is_stopped() throws Exception {
    Child child = processes.sh("exec 1>&-; exec sleep 1000");

    assertThat(child.awaitExit().what()).isEqualTo("closed its stdout and was stopped");
  }

  @Test
  void a_channel_that_is_closed_by_hand_takes_its_process_along() throws Exception {
    Child child = processes.start(Map.of(), "cat");

    child.write("x".repeat(100_000));
    child.process.channel().close();

    child.awaitGone();
    assertThat(ProcessFixture.isAlive(child.process.pid())).isFalse();
  }

  @Test
  void buffers_of_every_kind_are_written() throws Exception {
    Child cat = processes.start(Map.of(), "cat");
    String big = "b".repeat(1 << 20);
    ByteBuf composite =
        Unpooled.wrappedBuffer(
            bytes(Unpooled.buffer(), "c1"), bytes(Unpooled.directBuffer(), "c2"));

    cat.process.channel().write(bytes(Unpooled.buffer(), "heap"));
    cat.process.channel().write(Unpooled.EMPTY_BUFFER);
    cat.process.channel().write(bytes(Unpooled.directBuffer(), big));
    cat.process.channel().write(composite);
    cat.process.channel().writeAndFlush(bytes(Unpooled.directBuffer(), "end"));
    cat.process.channel().endInput();
    cat.awaitExit();

    assertThat(cat.output()).isEqualTo("heap" + big + "c1c2end");
  }

  @Test
  void children_that_start_together_have_their_own_standard_streams_and_nothing_else()
      throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    List<CompletableFuture<Child>> starts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      starts.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return processes.start(Map.of(), "cat");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              processes.helper));
    }

    Set<String> pipes = new HashSet<>();
    for (CompletableFuture<Child> start : starts) {
      long pid = start.get().process.pid();
      Await.until(
          pid + " is cat",
          () -> Files.readString(Path.of("/proc/" + pid + "/comm")).equals("cat\n"));
      Await.until(
          pid + " has read its libraries, and has nothing else open",
          () -> descriptors(pid).equals(Set.of("0", "1", "2")));
      pipes.addAll(ProcessTable.standardPipes(pid));
    }
    assertThat(pipes).hasSize(3 * starts.size());

    Child first = starts.get(0).get();
    first.process.channel().endInput();
    assertThat(first.awaitExit().what()).isEqualTo("exited with code 0");
  }

  private static Set<String> descriptors(long pid) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void nothing_is_left_open_of_a_child_that_has_gone() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    int before = openPipes();

    for (int i = 0; i < 5; i++) {
      Child child = processes.sh("echo out; echo err >&2; exit 0");
      child.awaitExit();
      child.awaitGone();
    }

    Await.until("their pipes are closed", () -> openPipes() <= before);
  }

  private static ByteBuf bytes(ByteBuf buffer, String text) {
    buffer.writeCharSequence(text, StandardCharsets.UTF_8);
    return buffer;
  }

  private static int openPipes() throws IOException {
    int count = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (isPipe(descriptor)) {
          count++;
        }
      }
    }
    return count;
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException e) {
      // that of the directory itself is closed by now
      return false;
    }
  }
}
