package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.system.FileTrust;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The bearer token of the HTTP side: 256 random bits in a file that only its owner can read.
 *
 * @param file where it is
 */
public record HttpToken(Path file) {

  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  /**
   * The token, made if there is none.
   *
   * @throws IOException when others can read it, or it cannot be had; the message is for people
   */
  public String get() throws IOException {
    try {
      return read();
    } catch (NoSuchFileException e) {
      try {
        write(file, StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException other) {
        // another process was faster
      }
      return read();
    }
  }

  /** Makes a new one in place of what is there. */
  public String rotate() throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    write(fresh, StandardOpenOption.CREATE_NEW);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return read();
  }

  private String read() throws IOException {
    String token = Files.readString(file).strip();
    FileTrust.check(file);
    if (!Files.getPosixFilePermissions(file).equals(PRIVATE)) {
      throw new IOException(file + " must have mode 0600: whoever reads it may come in");
    }
    if (token.isEmpty()) {
      throw new IOException(file + " is empty; \"mcpmux token --rotate\" makes a new token");
    }
    return token;
  }

  private static void write(Path path, StandardOpenOption how) throws IOException {
    PrivateDirectory.createUnchecked(path.getParent());
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
    try (SeekableByteChannel out =
        Files.newByteChannel(
            path,
            Set.of(how, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PRIVATE))) {
      out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
  }
}
