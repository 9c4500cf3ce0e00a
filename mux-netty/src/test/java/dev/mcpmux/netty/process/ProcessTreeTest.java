package dev.mcpmux.netty.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpmux.netty.process.ProcessTable.Entry;
import dev.mcpmux.netty.process.ProcessTree.Signal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

  @Test
  void what_a_root_left_that_ended_before_anybody_looked_is_found() throws Exception {
    assumeTrue(ProcessLauncher.tool("setsid").isPresent());
    Process root = new ProcessBuilder("setsid", "sh", "-c", "sleep 1000 & echo $!").start();
    long left = Long.parseLong(root.inputReader().readLine());
    root.waitFor();

    ProcessTree tree = new ProcessTree(root.pid(), ProcessLauncher.startOf(root), true, Set.of());
    List<Entry> living = tree.living();
    ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);

    assertThat(living).extracting(Entry::pid).containsExactly(left);
    assertThat(tree.signal(living, Signal.KILL)).isTrue();
  }

  @Test
  void another_session_is_not_taken_for_that_of_a_root_that_nobody_has_seen() throws Exception {
    Process bystander = new ProcessBuilder("sleep", "1000").start();
    try {
      ProcessTree tree = new ProcessTree(1L << 40, 0, true, Set.of());

      assertThat(tree.living()).isEmpty();
    } finally {
      bystander.destroyForcibly();
    }
  }
}
