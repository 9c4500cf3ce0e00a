package dev.mcpmux.netty.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Hashes of secrets by which nobody can find them out who has not the key: a random file of mode
 * 0600. One that cannot be used is replaced, and all hashes are others from then on.
 *
 * <p>It is HMAC-SHA256 (RFC 2104), over the JDK's digest alone: {@code javax.crypto} opens some
 * dozen files when it is first used, which fails for good where descriptors are short just then.
 *
 * <p>Thread-safe. Reads and writes a file the first time: never on the event loop.
 */
public final class KeyedHash {

  private static final int KEY_BYTES = 32;
  private static final int BLOCK_BYTES = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final Path file;
  private byte[] key;

  /**
   * @param file its directory is made when it is needed
   */
  public KeyedHash(Path file) {
    this.file = file;
    digest(); // what it loads is there when descriptors are short
  }

  /** 32 bytes. */
  public byte[] of(byte[] message) throws IOException {
    byte[] secret = key();
    return digest(secret, OUTER, digest(secret, INNER, message));
  }

  private static byte[] digest(byte[] secret, byte pad, byte[] message) {
    byte[] block = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCK_BYTES; i++) {
      block[i] = (byte) ((i < secret.length ? secret[i] : 0) ^ pad);
    }
    MessageDigest digest = digest();
    digest.update(block);
    return digest.digest(message);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private synchronized byte[] key() throws IOException {
    if (key == null) {
      PrivateFiles.createDirectory(file.getParent());
      byte[] found = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      if (found.length != KEY_BYTES) {
        found = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(found);
        PrivateFiles.write(file, found);
      }
      key = found;
    }
    return key;
  }
}
