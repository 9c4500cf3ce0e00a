package dev.mcpmux.netty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hashes of secrets by which nobody can find them out who has not the key: a random file of mode
 * 0600. One that cannot be used is replaced, and all hashes are others from then on.
 *
 * <p>Thread-safe. Reads and writes a file the first time: never on the event loop.
 */
final class KeyedHash {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Path file;
  private SecretKeySpec key;

  /**
   * @param file its directory is made when it is needed
   */
  KeyedHash(Path file) {
    this.file = file;
  }

  /** Makes hashes with the key of the file, 32 bytes each. Not thread-safe. */
  Mac mac() throws IOException {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key());
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private synchronized SecretKeySpec key() throws IOException {
    if (key == null) {
      PrivateFiles.createDirectory(file.getParent());
      byte[] found = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      if (found.length != KEY_BYTES) {
        found = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(found);
        PrivateFiles.write(file, found);
      }
      key = new SecretKeySpec(found, ALGORITHM);
    }
    return key;
  }
}
