package dev.mcpmux.cli.change;

import java.nio.file.Path;

/**
 * What is to become of one file.
 *
 * @param path as the user knows it; symbolic links are followed
 * @param before the bytes that the change was planned from; null if there was no file
 * @param after the bytes that are to be there; null if the file is to go
 * @param secret whether nobody else may read it afterwards: a new file gets mode 0600, one that is
 *     there loses what group and others may. Otherwise a file keeps its mode, and a new one gets
 *     what the umask leaves
 * @param isNeeded whether the changes after this one make sense only once it is done
 */
public record FileChange(Path path, byte[] before, byte[] after, boolean secret, boolean isNeeded) {

  public FileChange(Path path, byte[] before, byte[] after, boolean secret) {
    this(path, before, after, secret, false);
  }

  /** The same; if it cannot be done, those after it are not done either. */
  public FileChange needed() {
    return new FileChange(path, before, after, secret, true);
  }
}
