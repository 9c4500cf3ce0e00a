package dev.mcpmux.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * Lets sessions call, come and go for an hour, and looks whether the daemon grows. Servers crash,
 * and clients leave without a word; nothing else breaks. {@code target/soak/SEED/actions} has what
 * the daemon held each minute.
 */
class Soak {

  private static final int QUARTERS = 4;

  /** Half a megabyte in half an hour: 280 bytes for each session that came and went. */
  private static final int HEAP_KIB = 512;

  /** Direct memory and all that the JVM has besides. */
  private static final int RESIDENT_KIB = 6 * 1024;

  private final Settings settings = Settings.get();

  @Test
  void the_daemon_does_not_grow() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are found by /proc");
    try (Stage stage = new Stage("soak", settings)) {
      stage.open();
      stage.call();
      List<Footprint> looks = look(stage);
      stage.calm();
      stage.end();
      int quarter = looks.size() / QUARTERS;
      Footprint first = median(looks.subList(quarter, 2 * quarter));
      Footprint last = median(looks.subList(looks.size() - quarter, looks.size()));
      System.out.println("second quarter: " + first + "\nlast quarter: " + last);
      assertThat(last.descriptors()).isLessThanOrEqualTo(first.descriptors() + 6);
      assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 2);
      assertThat(last.heapKib()).isLessThanOrEqualTo(first.heapKib() + HEAP_KIB);
      assertThat(last.residentKib()).isLessThanOrEqualTo(first.residentKib() + RESIDENT_KIB);
    }
  }

  /** Ends a session each second; the looks are as many as minutes, but at least twelve. */
  private List<Footprint> look(Stage stage) throws Exception {
    Random random = new Random(settings.seed());
    List<Footprint> looks = new ArrayList<>();
    long interval = Math.min(TimeUnit.MINUTES.toNanos(1), settings.time().toNanos() / 12);
    long begin = System.nanoTime();
    long next = begin + interval;
    while (System.nanoTime() - begin < settings.time().toNanos()) {
      TimeUnit.SECONDS.sleep(1);
      Link link = stage.seats().get(random.nextInt(stage.seats().size())).link();
      if (random.nextBoolean()) {
        link.close();
      } else {
        link.kill();
      }
      if (System.nanoTime() - next >= 0) {
        next += interval;
        looks.add(Footprint.of(stage.ground().daemon()));
        stage.findings().did("holds " + looks.get(looks.size() - 1));
      }
    }
    return looks;
  }

  /** Each figure by itself. */
  private static Footprint median(List<Footprint> looks) {
    return new Footprint(
        looks.get(0).pid(),
        median(looks, Footprint::descriptors),
        looks.get(0).kinds(),
        median(looks, Footprint::threads),
        median(looks, Footprint::heapKib),
        median(looks, Footprint::residentKib));
  }

  private static int median(List<Footprint> looks, ToIntFunction<Footprint> figure) {
    return looks.stream().mapToInt(figure).sorted().toArray()[looks.size() / 2];
  }
}
