package dev.mcpmux.cli.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what a file says can be taken as the user's own word. Whoever may write the config says
 * which programs run under this user, so a file of another user, or one that everybody may write,
 * is as good as none; root may do all of that anyway. Symbolic links are followed.
 */
public final class FileTrust {

  private static final int STICKY = 01000;
  private static final int GROUP_WRITE = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final long ROOT = 0;

  private FileTrust() {}

  private record Stamp(long uid, int mode, boolean directory) {
    boolean mayWrite(int whom) {
      return (mode & whom) != 0 && !(directory && (mode & STICKY) != 0);
    }
  }

  /**
   * Does nothing where there is no such file.
   *
   * @throws IOException when it is not to be trusted; the message is for people
   */
  public static void check(Path file) throws IOException {
    Optional<Stamp> found = stamp(file);
    if (found.isEmpty()) {
      return;
    }
    Stamp stamp = found.get();
    long own = PrivateDirectory.uid();
    if (stamp.uid != own && stamp.uid != ROOT) {
      throw new IOException(
          file
              + " belongs to uid "
              + stamp.uid
              + ", who could have any program run under uid "
              + own
              + ": it is not used (chown it, or make one of your own)");
    }
    if (stamp.mayWrite(OTHERS_WRITE)) {
      throw new IOException(
          file
              + " may be written by everybody, who could have any program run under uid "
              + own
              + ": it is not used (chmod o-w)");
    }
  }

  /** What people should know of a file that is used all the same. */
  public static Optional<String> warning(Path file) throws IOException {
    return stamp(file)
        .filter(stamp -> stamp.mayWrite(GROUP_WRITE))
        .map(
            stamp ->
                file + " may be written by its group, who can have any program run (chmod g-w)");
  }

  private static Optional<Stamp> stamp(Path file) throws IOException {
    try {
      Map<String, Object> found = Files.readAttributes(file, "unix:uid,mode,isDirectory");
      return Optional.of(
          new Stamp(
              ((Integer) found.get("uid")).longValue(),
              (Integer) found.get("mode"),
              (Boolean) found.get("isDirectory")));
    } catch (NoSuchFileException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
