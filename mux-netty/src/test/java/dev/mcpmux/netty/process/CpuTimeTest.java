package dev.mcpmux.netty.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

  private static final String BURN = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done";

  private Process process;

  @AfterEach
  void end() throws Exception {
    process.destroyForcibly().waitFor();
  }

  @Test
  void the_time_of_a_process_counts() throws Exception {
    start(BURN + "; echo; read x");

    assertThat(tree().cpuMillis()).isPositive();
  }

  @Test
  void so_does_that_of_a_child_that_lives_and_of_one_that_has_ended() throws Exception {
    start("(" + BURN + "); echo; read x");

    assertThat(tree().cpuMillis()).isPositive();

    end();
    start("(" + BURN + "; echo; read x); read x");

    assertThat(tree().cpuMillis()).isPositive();
  }

  @Test
  void one_that_does_nothing_uses_none_from_look_to_look() throws Exception {
    start(BURN + "; echo; read x");
    ProcessTree tree = tree();
    long before = tree.cpuMillis();

    assertThat(tree.cpuMillis() - before).isBetween(0L, 10L);
  }

  @Test
  void one_that_has_ended_has_none() throws Exception {
    start(BURN + "; echo; read x");
    ProcessTree tree = tree();
    end();

    assertThat(tree.cpuMillis()).isZero();
  }

  /** Returns when it has written a line. */
  private void start(String script) throws IOException {
    process = new ProcessBuilder("sh", "-c", script).start();
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).isEmpty();
  }

  private ProcessTree tree() {
    return new ProcessTree(process.pid(), ProcessLauncher.startOf(process), false, Set.of());
  }
}
