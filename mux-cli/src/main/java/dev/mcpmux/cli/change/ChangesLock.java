package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Lets one process at a time change files and undo changes. */
final class ChangesLock implements AutoCloseable {

  private static final String NAME = "lock";

  private final FileChannel file;

  private ChangesLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock of a directory, which is made with mode 0700 if it is missing.
   *
   * @throws ChangesBusyException if another has it
   */
  static ChangesLock take(Path directory) throws IOException {
    makePrivate(directory);
    Path path = directory.resolve(NAME);
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    try {
      if (file.tryLock() != null) {
        file.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        file.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
        return new ChangesLock(file);
      }
    } catch (OverlappingFileLockException e) {
      // this process has it
    }
    file.close();
    String pid = Files.readString(path).strip();
    throw new ChangesBusyException(
        "another setup is changing files now" + (pid.isEmpty() ? "" : " (pid " + pid + ")"));
  }

  private static void makePrivate(Path directory) throws IOException {
    var mode = PosixFilePermissions.fromString("rwx------");
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(mode));
    }
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(directory + " is no directory");
    }
    if (!Files.getPosixFilePermissions(directory).equals(mode)) {
      Files.setPosixFilePermissions(directory, mode);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
