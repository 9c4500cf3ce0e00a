package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Everything that writes, one step after the other, so that a test can stop at each. */
class Disk {

  private static final Set<StandardOpenOption> NEW =
      EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** Called before each step. */
  void step() {}

  void makeDirectory(Path directory, int mode) throws IOException {
    step();
    Files.createDirectory(directory, permissions(mode));
  }

  /**
   * Writes a new file down to the disk.
   *
   * @param mode permission bits, of which the umask takes some
   */
  void write(Path file, byte[] bytes, int mode) throws IOException {
    step();
    try (FileChannel out = FileChannel.open(file, NEW, permissions(mode))) {
      write(out, bytes, 0, bytes.length / 2);
      step();
      write(out, bytes, bytes.length / 2, bytes.length);
      step();
      force(out);
    }
  }

  void force(FileChannel file) throws IOException {
    file.force(true);
  }

  void own(Path file, Owner owner) throws IOException {
    step();
    Files.setAttribute(file, "unix:uid", owner.uid());
    Files.setAttribute(file, "unix:gid", owner.gid());
  }

  void mode(Path file, int mode) throws IOException {
    step();
    Files.setAttribute(file, "unix:mode", mode);
  }

  void rename(Path from, Path to) throws IOException {
    step();
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(to.getParent());
  }

  /** Nothing, if it is not there. */
  void delete(Path path) throws IOException {
    step();
    if (Files.deleteIfExists(path)) {
      sync(path.getParent());
    }
  }

  /** Makes the names in a directory last, where the system can. */
  void sync(Path directory) {
    step();
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      force(names);
    } catch (IOException e) {
      // this system cannot; the names are there all the same
    }
  }

  private static void write(FileChannel out, byte[] bytes, int from, int to) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, from, to - from);
    while (rest.hasRemaining()) {
      out.write(rest);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's r to others' x
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode >> (all.length - 1 - bit) & 1) != 0) {
        permissions.add(all[bit]);
      }
    }
    return PosixFilePermissions.asFileAttribute(permissions);
  }
}
