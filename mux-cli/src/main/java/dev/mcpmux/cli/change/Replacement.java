package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Puts new bytes in the place of a file in one step: a file beside it is written down to the disk
 * and then takes its name.
 */
final class Replacement {

  private static final int PRIVATE = 0600;
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int FOR_ALL = 0666;

  private final Disk disk;
  private final Path temporary;

  /**
   * @param temporary where the new bytes stand until they take the file's name; in its directory
   */
  Replacement(Disk disk, Path temporary) {
    this.disk = disk;
    this.temporary = temporary;
  }

  static Path temporary(Path file, String run) {
    return file.resolveSibling("." + file.getFileName() + ".mcpmux-" + run);
  }

  /**
   * Replaces, makes or removes a file.
   *
   * @param file as it is now
   * @param expected what it must still hold; null if it must not be there
   * @param bytes null to remove it
   * @param mode permission bits; -1 for what the umask leaves
   * @return false if it does not hold what was expected, and was left alone
   * @throws IOException if it cannot be; it is as before
   */
  boolean write(RealFile file, byte[] expected, byte[] bytes, int mode) throws IOException {
    List<Path> made = new ArrayList<>();
    try {
      for (Path directory : file.missing()) {
        disk.makeDirectory(directory, PRIVATE_DIRECTORY);
        made.add(directory);
      }
      if (bytes != null) {
        disk.write(temporary, bytes, mode < 0 ? FOR_ALL : PRIVATE);
        if (file.exists()) {
          keepOwner(file.owner());
        }
        if (mode >= 0 && mode != PRIVATE) {
          disk.mode(temporary, mode);
        }
      }
      if (!Arrays.equals(RealFile.bytes(file.path()), expected)) {
        undo(made);
        return false;
      }
      if (bytes == null) {
        disk.delete(file.path());
      } else {
        disk.rename(temporary, file.path());
      }
      return true;
    } catch (IOException e) {
      undo(made);
      throw e;
    }
  }

  private void keepOwner(Owner owner) throws IOException {
    Owner now =
        new Owner(
            (Integer) Files.getAttribute(temporary, "unix:uid"),
            (Integer) Files.getAttribute(temporary, "unix:gid"));
    if (!now.equals(owner)) {
      disk.own(temporary, owner);
    }
  }

  private void undo(List<Path> made) {
    try {
      disk.delete(temporary);
      Collections.reverse(made);
      for (Path directory : made) {
        disk.delete(directory);
      }
    } catch (IOException e) {
      // what is left is in nobody's way
    }
  }
}
