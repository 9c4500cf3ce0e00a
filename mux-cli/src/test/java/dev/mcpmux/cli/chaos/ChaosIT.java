package dev.mcpmux.cli.chaos;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Breaks everything for some minutes. What the run depends on is in {@link Settings}; {@code
 * target/chaos/SEED/actions} has all that was done.
 */
class ChaosIT {

  private final Settings settings = Settings.get();

  @BeforeEach
  void isLinux() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are found by /proc");
  }

  @Test
  void every_request_is_answered_once_and_no_session_ends_whatever_breaks() throws Exception {
    try (Stage stage = new Stage("chaos", settings)) {
      stage.open();
      Footprint before = Footprint.of(stage.ground().daemon());
      stage.findings().did("at first: " + before);
      stage.call();
      stage.script().run(settings.time());
      stage.calm();
      settle(stage, before);
      stage.end();
    }
  }

  /** What clients have left without a word is forgotten after a while. */
  private static void settle(Stage stage, Footprint before) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Footprint now = Footprint.of(stage.ground().daemon());
    while (now.growthSince(before) != null && System.nanoTime() - deadline < 0) {
      Thread.sleep(1000);
      now = Footprint.of(stage.ground().daemon());
    }
    stage.findings().did("in the end: " + now);
    if (now.growthSince(before) != null) {
      stage.findings().wrong(now.growthSince(before));
    }
  }
}
