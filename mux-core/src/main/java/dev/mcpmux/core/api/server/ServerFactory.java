package dev.mcpmux.core.api.server;

/** Makes the server of each connection. */
@FunctionalInterface
public interface ServerFactory {

  /**
   * Called when a connection has been initialized, on the executor of its handlers.
   *
   * @return the server of this connection alone, or one for several
   * @throws Exception the connection is refused
   */
  McpServer open(Connection connection) throws Exception;
}
