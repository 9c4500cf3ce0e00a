package dev.mcpmux.netty;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.netty.local.LocalServers;
import dev.mcpmux.netty.local.SocketSession;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Opens sessions at a daemon that runs already, whose servers they share with the terminals beside
 * them.
 *
 * <pre>{@code
 * McpSession session =
 *     MuxClient.connect(
 *             Path.of("/run/user/1000/mcpmux/mcpmux.sock"),
 *             SessionOptions.server("tracker"))
 *         .join();
 * }</pre>
 *
 * <p>A session ends with its daemon: what waits fails with a {@link SessionClosedException}, and
 * the program connects anew if it likes.
 */
public final class MuxClient {

  /**
   * For callbacks of sessions that name no executor. Its threads go when they have nothing to do.
   */
  private static final LocalServers THREADS = new LocalServers();

  private MuxClient() {}

  /**
   * A session that has ended does not go on at the next daemon: the program connects anew.
   *
   * @param socket where the daemon listens
   * @return the session when its server has been initialized; fails with a {@link
   *     SessionClosedException} when there is no daemon, it does not answer within a minute, or it
   *     does not let the session in
   */
  public static CompletableFuture<McpSession> connect(Path socket, SessionOptions session) {
    return SocketSession.connect(socket, session, THREADS);
  }
}
