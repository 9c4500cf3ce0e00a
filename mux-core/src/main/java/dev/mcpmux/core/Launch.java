package dev.mcpmux.core;

import dev.mcpmux.core.sharing.ServerResolver;
import java.util.List;

/**
 * How an upstream comes to be, fully resolved: nothing in it depends on the session any more, and
 * all of it is part of the sharing key.
 */
public sealed interface Launch permits ProcessLaunch, RemoteLaunch {

  /**
   * The words that say which program it is, by which what it was seen to ask for is remembered.
   * They hold nothing of the environment, and no credentials that the config keeps apart from them.
   */
  List<String> program();

  /**
   * How a server of the config is run or reached for a session.
   *
   * @throws IllegalArgumentException if that cannot be told, such as for a variable that the
   *     session lacks; the message is for people
   */
  static Launch of(ServerConfig server, SessionHello session) {
    try {
      return ServerResolver.launch(server, session);
    } catch (ServerResolver.RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
