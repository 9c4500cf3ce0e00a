package dev.mcpmux.netty.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.StopWaits;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.process.ProcessFixture.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
public class StopSequenceTest {

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

  /** Each tree writes a line per process to the file {@code pids} before it is stopped. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // goes at the end of its input
        "echo $$ >>pids; cat",
        // a chain as npx makes it
        "echo $$ >>pids; sh -c 'echo $$ >>pids; sh -c \"echo \\$\\$ >>pids; cat; exit 0\"; exit 0'; exit 0",
        // ignores the end of its input
        "echo $$ >>pids; sleep 1000",
        // ignores both, and has a child that does
        "echo $$ >>pids; trap '' TERM; sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 1000; sleep 1000' & cat; sleep 1000; sleep 1000",
        // the parent goes at the end of its input, its child ignores everything
        "echo $$ >>pids; sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 1000; sleep 1000' & cat",
        // a grandchild in a session of its own, whose parent goes first
        "echo $$ >>pids; setsid sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 1000; sleep 1000' & cat",
        // stopped as by Ctrl-Z
        "echo $$ >>pids; sh -c 'echo $$ >>pids; kill -STOP $$; sleep 1000' & sleep 1000",
      })
  void nothing_is_left_of_a_tree(String script) throws Exception {
    Path pids = directory.resolve("pids");
    Child child = processes.sh(script);
    int count = script.split(">>pids", -1).length - 1;
    Await.until(
        "all processes run", () -> Files.exists(pids) && Files.readAllLines(pids).size() == count);
    ProcessTree tree =
        new ProcessTree(child.process.pid(), startOf(child.process.pid()), true, Set.of());
    assertThat(tree.living()).hasSizeGreaterThanOrEqualTo(count);

    child.stop();
    child.awaitGone();

    assertThat(tree.living()).isEmpty();
    for (String pid : Files.readAllLines(pids)) {
      assertThat(ProcessFixture.isAlive(Long.parseLong(pid)))
          .as("pid %s of %s", pid, script)
          .isFalse();
    }
    child.awaitExit();
  }

  @Test
  void what_a_server_leaves_behind_when_it_exits_is_ended_too() throws Exception {
    Child child =
        processes.sh("sh -c 'trap \"\" TERM; echo $$; sleep 1000; sleep 1000' & sleep 0.2");

    child.awaitExit();
    child.awaitGone();

    long left = Long.parseLong(child.output().strip());
    assertThat(ProcessFixture.isAlive(left)).isFalse();
  }

  @Test
  void what_went_its_own_way_and_lost_its_parent_is_found_by_the_pipe_it_holds() throws Exception {
    Child child = processes.sh("setsid sh -c 'echo $$; exec sleep 1000' & sleep 0.3; kill -9 $$");

    child.awaitExit();
    child.awaitGone();

    long left = Long.parseLong(child.output().strip());
    assertThat(ProcessFixture.isAlive(left)).isFalse();
  }

  /** As browsers do: no session, no pipe and no parent says any more whose it was. */
  @Test
  void what_left_its_session_and_its_pipes_is_ended_though_its_parent_went_first()
      throws Exception {
    Path pids = directory.resolve("pids");
    Child child =
        processes.sh(
            "setsid sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 1000; sleep 1000'"
                + " </dev/null >/dev/null 2>&1 & cat");
    Await.until("it runs", () -> Files.exists(pids) && Files.readAllLines(pids).size() == 1);
    long left = Long.parseLong(Files.readAllLines(pids).get(0));
    child.process.outsiders().look(ProcessTable.all());
    Path ledger = directory.resolve("state/processes/" + ProcessHandle.current().pid());
    assertThat(Files.readAllLines(ledger))
        .contains(left + " " + startOf(left) + " 1 server"); // for the next daemon

    ProcessHandle.of(child.process.pid()).orElseThrow().destroyForcibly();
    child.awaitExit();
    child.awaitGone();

    assertThat(ProcessFixture.isAlive(left)).isFalse();
    Await.until("the ledger is empty", () -> !Files.exists(ledger));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // ignores everything, and so does its child, which left its session
        "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 1000; sleep 1000' & echo $$ >>pids; sleep 1000; sleep 1000",
        // goes at the end of its input, and leaves one that does not
        "sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 1000; sleep 1000' & echo $$ >>pids; cat",
      })
  void nothing_is_left_of_a_tree_where_no_descriptor_is_left(String script) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n 100; exec \"$@\"",
                "sh",
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WithoutDescriptors.class.getName(),
                transport.name(),
                Files.createDirectory(directory.resolve("other")).toString(),
                script)
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).endsWith("left: 0\n");
  }

  @Test
  void a_look_that_fails_is_not_the_last() throws Exception {
    Child child = processes.sh("trap '' TERM; sleep 1000; sleep 1000");
    long pid = child.process.pid();
    AtomicInteger looks = new AtomicInteger();
    Set<String> failsAtFirst =
        new AbstractSet<>() {
          @Override
          public Iterator<String> iterator() {
            return Collections.emptyIterator();
          }

          @Override
          public int size() {
            if (looks.incrementAndGet() <= 2) {
              throw new IllegalStateException("for this test");
            }
            return 0;
          }
        };
    StopSequence sequence =
        new StopSequence(
            "server",
            pid,
            new ProcessTree(pid, startOf(pid), true, failsAtFirst),
            ProcessFixture.SHORT_WAITS,
            processes.helper);

    sequence.begin();

    sequence.done().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(ProcessFixture.isAlive(pid)).isFalse();
    child.awaitGone();
  }

  /** As one of another user, which was started by means of a program that changes the user. */
  @Test
  void a_process_that_cannot_be_signalled_is_given_up_after_a_while() throws Exception {
    Child child = processes.sh("exec sleep 1000");
    long pid = child.process.pid();
    AtomicInteger looks = new AtomicInteger();
    ProcessTree unreachable =
        new ProcessTree(pid, startOf(pid), true, Set.of()) {
          @Override
          public List<ProcessTable.Entry> living() {
            looks.incrementAndGet();
            return super.living();
          }

          @Override
          public boolean signal(List<ProcessTable.Entry> living, Signal signal) {
            return false;
          }
        };
    StopWaits waits =
        new StopWaits(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));
    StopSequence sequence = new StopSequence("server", pid, unreachable, waits, processes.helper);

    sequence.begin();

    sequence.done().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(ProcessFixture.isAlive(pid)).isTrue();
    assertThat(looks.get()).as("looks at all processes, in two seconds").isLessThan(40);
  }

  @Test
  void a_process_that_merely_has_a_known_pid_is_not_signalled() throws Exception {
    Child bystander = processes.sh("cat");
    long start = startOf(bystander.process.pid());
    ProcessTree tree = new ProcessTree(bystander.process.pid(), start - 1, true, Set.of());

    assertThat(tree.living()).isEmpty();

    bystander.stop();
    bystander.awaitGone();
  }

  @Test
  void the_ledger_knows_what_runs_and_forgets_what_is_gone() throws Exception {
    Path file = directory.resolve("state/processes/" + ProcessHandle.current().pid());
    Child child = processes.sh("cat");

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1))
        .isEqualTo(child.process.pid() + " " + startOf(child.process.pid()) + " 1 server");

    child.stop();
    child.awaitGone();
    Await.until("the ledger is empty", () -> !Files.exists(file));
  }

  public static long startOf(long pid) {
    return ProcessTable.find(pid).orElseThrow().start();
  }
}
