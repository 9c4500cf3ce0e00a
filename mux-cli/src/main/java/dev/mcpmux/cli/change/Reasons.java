package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What the system says, without the path. */
final class Reasons {

  /** What renaming to a mount point gives, as with a single file that a container is handed. */
  private static final String BUSY = "Device or resource busy";

  private Reasons() {}

  static String of(IOException e) {
    if (e instanceof FileSystemException failed) {
      if (BUSY.equals(failed.getReason())) {
        return "it is mounted where it is, so that it cannot be replaced in one step";
      } else if (failed.getReason() != null) {
        return failed.getReason();
      } else if (e instanceof AccessDeniedException) {
        return "permission denied";
      } else if (e instanceof NoSuchFileException) {
        return "no such file";
      }
      return e.getClass().getSimpleName();
    }
    return String.valueOf(e.getMessage());
  }
}
