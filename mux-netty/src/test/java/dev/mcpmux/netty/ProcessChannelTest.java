package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.ProcessFixture.Child;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class ProcessChannelTest {

  private static final int PIPE_AND_BUFFERS = 256 * 1024;

  @TempDir Path directory;
  private ProcessFixture processes;

  @BeforeEach
  void open() throws IOException {
    processes = new ProcessFixture(directory);
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
}
