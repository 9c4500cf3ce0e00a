package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of a daemon that nobody calls. */
class IdlePagesIT {

  private static final long FEWER_KILOBYTES = 6_000;

  @TempDir private Path directory;
  private Installation mcpmux;

  @AfterEach
  void end() throws Exception {
    if (mcpmux != null) {
      mcpmux.end();
    }
  }

  @Test
  void a_daemon_gives_back_what_its_start_alone_has_needed_and_answers_as_before()
      throws Exception {
    Path library = Installation.MCPMUX.resolveSibling("../lib/libmcpmux_idle.so");
    assumeTrue(Files.exists(library), "needs a C compiler");
    mcpmux = new Installation(directory);
    Client session = mcpmux.start(Installation.attachSample());
    session.initialize();
    long daemon = mcpmux.daemonPid();
    long before = resident(daemon);

    Installation.await("the daemon is smaller", () -> resident(daemon) < before - FEWER_KILOBYTES);

    assertThat(session.call(7, "whoami", "{}")).contains("\"id\":7");
    assertThat(mcpmux.start(Installation.attachSample()).initialize()).contains("mcpmux-sample");
    assertThat(mcpmux.daemonPid()).isEqualTo(daemon);
  }

  private static long resident(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError("the daemon has gone", e);
    }
  }
}
