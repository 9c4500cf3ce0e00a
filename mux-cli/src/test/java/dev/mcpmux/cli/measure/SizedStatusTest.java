package dev.mcpmux.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizedStatusTest {

  private static final String ANSWER =
      "{\"mcpmux\":1,\"daemon\":{\"pid\":1,\"transport\":\"nio\"},\"servers\":["
          + "{\"name\":\"a\",\"numbers\":{\"calls\":7},\"processes\":[{\"pid\":10,\"sessions\":3},"
          + "{\"pid\":null,\"sessions\":1},{\"pid\":11,\"sessions\":1}]},"
          + "{\"name\":\"b\",\"processes\":[]}],"
          + "\"sessions\":[{\"id\":\"1\",\"pid\":20},{\"id\":\"2\",\"pid\":null}]}";

  private static TreeSize size(long pid) {
    return switch ((int) pid) {
      case 10 -> new TreeSize(1000, 50, 2);
      default -> new TreeSize(0, 0, 0);
    };
  }

  private static String sized(String only) {
    return SizedStatus.of(ANSWER, SizedStatusTest::size, pid -> pid == 1 ? 100 : 5, only);
  }

  @Test
  void what_a_process_takes_stands_behind_what_is_told_of_it() {
    assertThat(sized(null))
        .isEqualTo(
            "{\"daemon\":{\"pid\":1,\"transport\":\"nio\",\"memoryKib\":100},\"servers\":["
                + "{\"name\":\"a\",\"numbers\":{\"calls\":7},\"processes\":[{\"pid\":10,\"sessions\":3,"
                + "\"memoryKib\":1000,\"cpuMillis\":50,\"treeProcesses\":2},"
                + "{\"pid\":null,\"sessions\":1},{\"pid\":11,\"sessions\":1}]},"
                + "{\"name\":\"b\",\"processes\":[]}],"
                + "\"sessions\":[{\"id\":\"1\",\"pid\":20},{\"id\":\"2\",\"pid\":null}],"
                + "\"sharing\":{\"processes\":1,\"sessions\":2,\"memoryKib\":1105,"
                + "\"withoutProcesses\":6,\"withoutKib\":3000}}");
  }

  @Test
  void a_process_that_may_not_be_looked_at_has_no_memory_rather_than_none() {
    assertThat(SizedStatus.of(ANSWER, pid -> new TreeSize(0, 50, 2), pid -> 5, null))
        .contains("{\"pid\":10,\"sessions\":3,\"cpuMillis\":50,\"treeProcesses\":2}")
        .doesNotContain("sharing");
  }

  @Test
  void of_one_server_nothing_is_said_of_others() {
    assertThat(sized("b"))
        .contains("\"servers\":[{\"name\":\"b\",\"processes\":[]}],\"sessions\":[{")
        .doesNotContain("\"a\"", "sharing");
    assertThat(sized("a"))
        .contains("\"servers\":[{\"name\":\"a\",\"numbers\":{\"calls\":7},")
        .doesNotContain("\"b\"");
    assertThat(sized("c")).contains("\"servers\":[],");
  }

  @Test
  void this_process_takes_something_and_one_that_is_gone_does_not() {
    assertThat(TreeSize.of(ProcessHandle.current().pid()).kib()).isPositive();
    assertThat(TreeSize.of(Long.MAX_VALUE).processes()).isZero();
    assertThat(TreeSize.ofMany().apply(Long.MAX_VALUE).processes()).isZero();
  }

  @Test
  void what_a_process_has_started_counts_the_same_with_one_look_for_many() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo; wait").start();
    try {
      assertThat(shell.getInputStream().read()).isEqualTo('\n');

      assertThat(TreeSize.ofMany().apply(shell.pid()).processes()).isEqualTo(2);
      assertThat(TreeSize.of(shell.pid()).processes()).isEqualTo(2);
    } finally {
      shell.getOutputStream().close(); // ends both
      shell.waitFor();
    }
  }
}
