package dev.mcpmux.netty.npx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.process.ProcessFixture;
import dev.mcpmux.netty.process.ProcessLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmRunTest {

  @TempDir Path directory;

  private final Helper helper = new Helper();
  private NpmRun run;

  @BeforeEach
  void open() throws Exception {
    run = new NpmRun(new ProcessLedger(directory), helper, false);
  }

  @AfterEach
  void close() {
    run.kill();
    helper.shutdownNow();
  }

  @Test
  void what_it_prints_is_the_answer_and_nothing_of_it_is_left() throws Exception {
    assertThat(sh("echo $GREETING; sleep 600 > /dev/null & echo $! > pid")).isEqualTo("hello\n");

    expectGone(directory.resolve("pid"));
  }

  @Test
  void a_failure_is_no_answer() {
    assertThatThrownBy(() -> sh("echo half; exit 3"))
        .isInstanceOf(IOException.class)
        .hasMessage("npm exited with code 3");
  }

  @Test
  void nothing_of_a_question_that_was_broken_off_ends_the_next_one() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> sh("exec sleep 600 >&-")).hasMessage("mcpmux is stopping");

    assertThat(Thread.interrupted()).isFalse();
    assertThat(helper.getQueue()).isEmpty();
  }

  @Test
  void the_end_of_the_daemon_ends_it_with_all_that_it_started() throws Exception {
    String end = endOf("sleep 600 & echo $! > new; mv new pid; wait");

    assertThat(end).isEqualTo("npm was ended by signal 15");
    expectGone(directory.resolve("pid"));
    assertThatThrownBy(() -> sh("echo late")).hasMessage("mcpmux is stopping");
    assertThat(directory.resolve("processes")).isEmptyDirectory();
  }

  @Test
  void it_may_give_back_its_lock_before_it_ends() throws Exception {
    String script = "trap 'rmdir lock; exit 7' TERM; mkdir lock; ";
    String end = endOf(script + "sleep 600 & echo $! > new; mv new pid; wait");

    assertThat(end).isEqualTo("npm exited with code 7");
    assertThat(directory.resolve("lock")).doesNotExist();
  }

  @Test
  void what_does_not_end_when_asked_is_killed() throws Exception {
    String end = endOf("trap '' TERM; sleep 600 & echo $! > new; mv new pid; wait");

    assertThat(end).isEqualTo("npm was ended by signal 9");
    expectGone(directory.resolve("pid"));
  }

  /** What comes of a script that is ended when it has written the file pid. */
  private String endOf(String script) throws Exception {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return sh(script);
              } catch (IOException e) {
                return e.getMessage();
              }
            });
    Await.until("it runs", () -> Files.exists(directory.resolve("pid")));
    run.kill();
    return answer.get(20, TimeUnit.SECONDS);
  }

  private static void expectGone(Path pid) throws Exception {
    long number = Long.parseLong(Files.readString(pid).strip());
    Await.until("the child is gone", () -> !ProcessFixture.isAlive(number));
  }

  private String sh(String script) throws IOException {
    return run.output(
        List.of("/bin/sh", "-c", script),
        Map.of("PATH", "/usr/bin:/bin", "GREETING", "hello"),
        directory);
  }
}
