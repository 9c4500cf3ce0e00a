package dev.mcpmux.netty.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedHashTest {

  @TempDir Path directory;

  @Test
  void it_is_what_the_library_of_the_jdk_makes() throws Exception {
    Path file = directory.resolve("state/key");
    KeyedHash hash = new KeyedHash(file);
    hash.of(new byte[0]);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Files.readAllBytes(file), "HmacSHA256"));
    Random random = new Random(1);

    for (int length : new int[] {0, 1, 55, 56, 63, 64, 65, 1000}) {
      byte[] message = new byte[length];
      random.nextBytes(message);
      assertThat(hash.of(message)).isEqualTo(mac.doFinal(message));
    }
  }

  @Test
  void the_key_is_kept_and_one_that_cannot_be_used_is_replaced() throws Exception {
    Path file = directory.resolve("state/key");
    byte[] first = new KeyedHash(file).of("x".getBytes(UTF_8));

    assertThat(new KeyedHash(file).of("x".getBytes(UTF_8))).isEqualTo(first);
    Files.write(file, new byte[5]);
    assertThat(new KeyedHash(file).of("x".getBytes(UTF_8))).isNotEqualTo(first);
    assertThat(file).hasSize(32);
  }
}
