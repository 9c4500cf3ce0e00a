package dev.mcpmux.netty.socket;

import dev.mcpmux.netty.process.ProcessTable;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Whom the kernel names as the other end of a unix socket ({@code SO_PEERCRED} in {@code unix(7)}),
 * compared with who we are.
 */
public final class PeerCredentials {

  private final int ownUid;
  private final UserPrincipal ownUser;

  private PeerCredentials(int ownUid, UserPrincipal ownUser) {
    this.ownUid = ownUid;
    this.ownUser = ownUser;
  }

  /**
   * Of this process: whoever owns a file that it makes.
   *
   * @param directory where it makes one. Its name has no random number, for which a hundred classes
   *     would be loaded
   */
  public static PeerCredentials ofOwner(Path directory) throws IOException {
    long pid = ProcessHandle.current().pid();
    Path file = directory.resolve("uid-" + pid + "-" + System.nanoTime());
    Files.createFile(file);
    try {
      return new PeerCredentials((int) Files.getAttribute(file, "unix:uid"), Files.getOwner(file));
    } finally {
      Files.delete(file);
    }
  }

  /**
   * A process at the other end that says its own id, or that of the process which made it, as a
   * relay has a child connect for it to the next daemon. 0 where the kernel calls both otherwise:
   * the id that a process has in its container is that of another one here. Where the kernel does
   * not say, it is what the process says. Reads files: never on the event loop.
   */
  static long process(Channel channel, long said) {
    if (said <= 0 || !(channel instanceof EpollDomainSocketChannel epoll)) {
      return said;
    }
    try {
      long peer = epoll.peerCredentials().pid();
      return peer == said || parent(peer) == said ? said : 0;
    } catch (IOException | UncheckedIOException e) {
      return 0; // gone already
    }
  }

  private static long parent(long pid) {
    return pid <= 0 ? 0 : ProcessTable.find(pid).map(ProcessTable.Entry::parent).orElse(0L);
  }

  boolean isOwn(Channel channel) {
    try {
      if (channel instanceof EpollDomainSocketChannel epoll) {
        return epoll.peerCredentials().uid() == ownUid;
      }
      UnixDomainPrincipal peer =
          channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
      return peer != null && peer.user().equals(ownUser);
    } catch (IOException e) {
      // gone already
      return false;
    }
  }
}
