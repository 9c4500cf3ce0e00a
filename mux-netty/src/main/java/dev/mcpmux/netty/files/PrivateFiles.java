package dev.mcpmux.netty.files;

import dev.mcpmux.netty.log.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** Files and directories that only their owner may touch. */
public final class PrivateFiles {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int STICKY = 01000;

  private PrivateFiles() {}

  /**
   * Writes a file of mode 0600 whole or not at all, in the place of one that is there. Its
   * directory is made again if somebody has removed it.
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    if (!Files.isDirectory(file.getParent())) {
      createDirectory(file.getParent());
    }
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try {
      Files.createFile(draft, FILE);
      Files.write(draft, bytes, StandardOpenOption.WRITE);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(draft); // a disk that is full needs the room
      throw e;
    }
  }

  /**
   * Makes a directory of mode 0700 and what is missing above it; one that is there becomes 0700.
   *
   * @throws IOException also when it belongs to somebody else, or is meant to be shared, as {@code
   *     /tmp} is
   */
  public static Path createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    if (((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0) {
      throw new FileSystemException(directory.toString(), null, "is shared with other users");
    }
    if (!Files.getPosixFilePermissions(directory).equals(OWNER_ONLY)) {
      Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }
    return directory;
  }

  /** Removes a directory with all that is in it, as far as that is possible. */
  public static void removeTree(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      Log.warn("cannot remove " + directory + ": " + e.getMessage());
    }
  }
}
