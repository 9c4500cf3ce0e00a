package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The file that a path leads to, as it is now.
 *
 * @param path without symbolic links
 * @param exists whether there is one
 * @param mode permission bits; 0 if there is none
 * @param owner null if there is none
 * @param links how many names it has
 * @param missing directories that are not there, outermost first
 */
record RealFile(Path path, boolean exists, int mode, Owner owner, int links, List<Path> missing) {

  private static final int MOST_LINKS = 40;
  private static final int PERMISSIONS = 07777;
  private static final int OWNER_READS = 0400;
  private static final int OWNER_WRITES = 0200;

  /**
   * Follows symbolic links, also one that leads to a file that is not there.
   *
   * @throws IOException if links run in a circle, or a directory cannot be looked into
   */
  static RealFile of(Path given) throws IOException {
    Path at = given.toAbsolutePath();
    for (int i = 0; Files.isSymbolicLink(at); i++) {
      if (i == MOST_LINKS) {
        throw new IOException("its symbolic links run in a circle");
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    List<Path> missing = new ArrayList<>();
    Path directory = at.getParent();
    while (!Files.exists(directory)) {
      missing.add(directory.getFileName());
      directory = directory.getParent();
    }
    Collections.reverse(missing);
    Path real = directory.toRealPath();
    List<Path> made = new ArrayList<>();
    for (Path name : missing) {
      real = real.resolve(name);
      made.add(real);
    }
    return at(real.resolve(at.getFileName()), made);
  }

  private static RealFile at(Path path, List<Path> missing) throws IOException {
    Map<String, Object> attributes;
    try {
      attributes =
          Files.readAttributes(
              path, "unix:mode,uid,gid,nlink,isRegularFile", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return new RealFile(path, false, 0, null, 0, missing);
    }
    if (!(Boolean) attributes.get("isRegularFile")) {
      throw new IOException("it is no regular file");
    }
    return new RealFile(
        path,
        true,
        (Integer) attributes.get("mode") & PERMISSIONS,
        new Owner((Integer) attributes.get("uid"), (Integer) attributes.get("gid")),
        (Integer) attributes.get("nlink"),
        missing);
  }

  /** Why it cannot be replaced, as a sentence; null if nothing is known to be in the way. */
  String obstacle() {
    if (exists) {
      Owner self = Owner.self();
      if (!isReadable()) {
        return "it may not be read";
      } else if (self.uid() != Owner.ROOT && owner.uid() != self.uid()) {
        return "it belongs to another user";
      } else if ((mode & OWNER_WRITES) == 0 || !Files.isWritable(path)) {
        return "it is read-only";
      } else if (links > 1) {
        return "it has " + links + " names (hard links), of which only one would change";
      }
    }
    Path directory = missing.isEmpty() ? path.getParent() : missing.get(0).getParent();
    if (!Files.isDirectory(directory)) {
      return directory + " is no directory";
    }
    if (isWritable(directory)) {
      return null;
    }
    return "its directory is read-only"
        + (exists ? ", so that it cannot be replaced in one step" : "");
  }

  /** Also to root, what its owner may not do counts as meant so. */
  private static boolean isWritable(Path directory) {
    try {
      int bits = (Integer) Files.getAttribute(directory, "unix:mode");
      return (bits & OWNER_WRITES) != 0 && Files.isWritable(directory);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isReadable() {
    return (mode & OWNER_READS) != 0 && Files.isReadable(path);
  }

  /** What it holds; null if it is not there. */
  byte[] bytes() throws IOException {
    if (exists && !isReadable()) {
      throw new IOException("it may not be read");
    }
    return bytes(path);
  }

  static byte[] bytes(Path path) throws IOException {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
