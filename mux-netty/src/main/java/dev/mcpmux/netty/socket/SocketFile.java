package dev.mcpmux.netty.socket;

import dev.mcpmux.netty.config.AlreadyRunningException;
import dev.mcpmux.netty.files.PrivateFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a unix socket. It is bound under another name and appears under its own when it is
 * guarded and accepts; and Netty, which removes what it has bound, finds nothing to remove when
 * another daemon has put its own socket there meanwhile. Touches the disk: never on the event loop.
 */
final class SocketFile {

  private final Path path;
  private final Path bindPath;
  private Object inode;

  SocketFile(Path path) {
    this.path = path.toAbsolutePath();
    this.bindPath = this.path.resolveSibling("s" + ProcessHandle.current().pid());
  }

  /**
   * Makes the directory (0700) and removes what a dead daemon has left.
   *
   * @return the path to bind
   * @throws AlreadyRunningException when somebody accepts connections there
   */
  Path prepare() throws IOException {
    PrivateFiles.createDirectory(path.getParent());
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (accepts()) {
        throw new AlreadyRunningException(path);
      }
      Files.deleteIfExists(path);
    }
    Files.deleteIfExists(bindPath);
    return bindPath;
  }

  /** It has been bound: gives it its name. */
  synchronized void publish() throws IOException {
    Files.setPosixFilePermissions(bindPath, PosixFilePermissions.fromString("rw-------"));
    inode = inode(bindPath);
    Files.move(bindPath, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Removes the file, unless it is another daemon's. By any thread, and as often as one likes: the
   * number of a file that is gone may be another's.
   */
  synchronized void remove() {
    try {
      Files.deleteIfExists(bindPath);
      if (inode != null && inode.equals(inode(path))) {
        Files.deleteIfExists(path);
        inode = null;
      }
    } catch (IOException e) {
      // it is gone already
    }
  }

  private boolean accepts() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false;
    }
  }

  private static Object inode(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}
