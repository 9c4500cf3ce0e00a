package dev.mcpmux.core.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntTableTest {

  @Test
  void it_holds_what_a_map_would() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    IntTable<String> table = new IntTable<>();
    Map<Integer, String> map = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      int key = 1 + random.nextInt(200) * (random.nextBoolean() ? 1 : 16);
      if (random.nextInt(3) == 0) {
        assertThat(table.remove(key)).as("seed %d", seed).isEqualTo(map.remove(key));
      } else {
        table.put(key, "v" + i);
        map.put(key, "v" + i);
      }
      int other = 1 + random.nextInt(3200);
      assertThat(table.get(other)).as("seed %d", seed).isEqualTo(map.get(other));
      assertThat(table.size()).as("seed %d", seed).isEqualTo(map.size());
    }
  }
}
