package dev.mcpmux.netty.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.process.ProcessTable.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutsidersTest {

  private static final long SERVER = 4_000_001;
  private static final long BROWSER = 4_000_002;

  @TempDir Path directory;

  @Test
  void what_was_seen_before_the_servers_end_is_not_noted_after_it() throws Exception {
    ProcessTree tree = new ProcessTree(SERVER, 1, true, Set.of());
    Outsiders outsiders = new Outsiders("server", tree, new ProcessLedger(directory));
    List<Entry> seen =
        List.of(
            new Entry(SERVER, 1, SERVER, SERVER, 1, false),
            new Entry(BROWSER, SERVER, BROWSER, BROWSER, 2, false));
    outsiders.look(seen);
    assertThat(directory.resolve("processes")).isNotEmptyDirectory();

    outsiders.gone();
    outsiders.look(seen);

    assertThat(directory.resolve("processes")).isEmptyDirectory();
  }
}
