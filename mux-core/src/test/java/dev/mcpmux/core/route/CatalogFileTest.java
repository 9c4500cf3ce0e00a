package dev.mcpmux.core.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogFileTest {

  private static final byte[] HANDSHAKE = "{\"protocolVersion\":\"é\"}".getBytes(UTF_8);
  private static final byte[] TOOLS = "{ \"tools\" : [\"tools/list 3\"] }".getBytes(UTF_8);

  private final byte[] file =
      new CatalogFile("program 1", HANDSHAKE, Map.of(Method.TOOLS_LIST, TOOLS)).toBytes();

  @Test
  void what_was_written_is_read_byte_for_byte() {
    CatalogFile read = CatalogFile.read(file);

    assertThat(read.program()).isEqualTo("program 1");
    assertThat(read.handshake()).isEqualTo(HANDSHAKE);
    assertThat(read.lists()).containsOnlyKeys(Method.TOOLS_LIST);
    assertThat(read.lists().get(Method.TOOLS_LIST)).isEqualTo(TOOLS);
  }

  @Test
  void what_is_broken_anywhere_is_nothing() {
    for (int i = 0; i < file.length; i++) {
      byte[] broken = file.clone();
      broken[i] ^= 1;

      assertThat(CatalogFile.read(broken)).as("byte " + i).isNull();
      assertThat(CatalogFile.read(Arrays.copyOf(file, i))).as("length " + i).isNull();
    }
  }

  @Test
  void garbage_is_nothing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);

      assertThat(CatalogFile.read(garbage)).as("seed " + seed).isNull();
    }
  }
}
