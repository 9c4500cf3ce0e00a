package dev.mcpmux.netty.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether a file is still the one it was. Touches the disk: never on the event loop. */
public final class FileStamp {

  private static final String ABSENT = "absent";

  /** Of a longer one, and of a directory, the time of its last change must do. */
  private static final long MAX_DIGESTED_BYTES = 1 << 20;

  private FileStamp() {}

  /**
   * Where it leads and what it holds, since npm writes some files anew without a change; a word of
   * its own for nothing.
   */
  public static String of(Path path) {
    try {
      Path real = path.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      boolean digested = attributes.isRegularFile() && attributes.size() <= MAX_DIGESTED_BYTES;
      String what =
          digested
              ? digest(Files.readAllBytes(real))
              : attributes.lastModifiedTime().toMillis() + " " + attributes.size();
      return what + " " + real;
    } catch (IOException e) {
      return ABSENT;
    }
  }

  public static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
