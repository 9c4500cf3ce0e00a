package dev.mcpmux.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
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
  void what_an_earlier_version_has_kept_as_it_came_is_one_line() {
    byte[] raw = "{\r\"tools\":[\"\u2028\"]}".getBytes(UTF_8);
    CatalogFile old = new CatalogFile("", raw, Map.of(Method.TOOLS_LIST, raw));

    CatalogFile read = CatalogFile.read(old.toBytes());

    String one = "{ \"tools\":[\"\\u2028\"]}";
    assertThat(read.handshake()).asString(UTF_8).isEqualTo(one);
    assertThat(read.lists().get(Method.TOOLS_LIST)).asString(UTF_8).isEqualTo(one);
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
  void parts_that_are_broken_are_nothing_though_their_checksum_is_right() {
    String whole = "initialize 2\n{}\n";
    for (String parts :
        List.of(
            "initialize",
            "initialize 2",
            "initialize 2\n{}",
            "initialize \n{}\n",
            "initialize x\n{}\n",
            "initialize -2\n{}\n",
            "initialize 99\n{}\n",
            "initialize 2147483647\n{}\n",
            "initialize 99999999999\n{}\n",
            "initialize 1\n{}\n",
            "initialize 2\n[]\n",
            "initialize 2\n{:\n",
            "initialize 3\n{\n}\n",
            whole + " ",
            whole + "\n",
            whole + "tools/list 1\n{\n",
            whole + "tools/list 2\n{}\nprompts/list 4\n{}\n")) {
      assertThat(CatalogFile.read(withChecksum(parts))).as(parts).isNull();
    }
    assertThat(CatalogFile.read(withChecksum(whole))).isNotNull();
  }

  private static byte[] withChecksum(String parts) {
    CRC32C checksum = new CRC32C();
    checksum.update(parts.getBytes(UTF_8));
    String head = "mcpmux-catalog-1 " + Long.toHexString(checksum.getValue()) + "\n";
    return (head + parts).getBytes(UTF_8);
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
