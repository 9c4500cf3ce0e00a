package dev.mcpmux.cli.system;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Directories that nobody else can enter. Whoever may write into the directory of the socket could
 * put one of his own there and would be told the environment of every session, so an existing
 * directory counts only if it belongs to the user, has mode 0700 and is no symbolic link.
 */
public final class PrivateDirectory {

  private static final int PERMISSIONS = 0777;

  private PrivateDirectory() {}

  /** The user id that this process runs under. */
  public static long uid() {
    try {
      return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    } catch (IOException e) {
      return new com.sun.security.auth.module.UnixSystem().getUid();
    }
  }

  public static boolean isOwnedBy(Path path, long uid) {
    try {
      return ((Integer) Files.getAttribute(path, "unix:uid")).longValue() == uid;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Makes the directory, and those above it that are missing, with mode 0700.
   *
   * @throws IOException if it is there already and not private, or cannot be made; the message is
   *     for people
   */
  public static void create(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      try {
        createUnchecked(directory);
      } catch (FileAlreadyExistsException e) {
        // another process was faster; what it made is checked below
      }
    }
    check(directory);
  }

  /**
   * As {@link #create}, but takes a directory that is there as it is: for what may be read by whom
   * the user allowed to.
   */
  public static void createUnchecked(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /**
   * @throws IOException if the directory is there and is not private
   */
  public static void check(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Map<String, Object> attributes =
        Files.readAttributes(directory, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
    long owner = ((Integer) attributes.get("uid")).longValue();
    int mode = (Integer) attributes.get("mode") & PERMISSIONS;
    if (!(Boolean) attributes.get("isDirectory") || owner != uid() || mode != 0700) {
      throw new IOException(
          directory
              + " must be a directory of your own with mode 0700, because it holds the socket; it"
              + " belongs to uid "
              + owner
              + " and has mode "
              + Integer.toOctalString(mode));
    }
  }
}
