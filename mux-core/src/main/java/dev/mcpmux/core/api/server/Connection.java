package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * A connection that mcpmux has with a server, which one session has for itself or many share. All
 * methods may be called by any thread; what is sent on one that has ended is dropped.
 */
public interface Connection {

  /** The name that the server is mounted under. */
  String mountedAs();

  /** The directory that belongs to the scope: the session's, the project's, the user's home. */
  String cwd();

  /** The project, where all sessions of the connection are in one. */
  Optional<String> projectRoot();

  /**
   * The number of the only session that ever uses it, as the status has it; empty for a shared one.
   * Another connection may have the same: that session's next one.
   */
  OptionalInt session();

  /** What the client of that session calls it, where it says so. */
  Optional<String> clientSessionId();

  /**
   * The id of the process through which that session comes, 0 where there is none: the relay of a
   * client, which stays when the session goes on at another daemon.
   */
  long relay();

  /**
   * Who the client is: {@code name}, {@code version}. On a shared connection that is mcpmux, unless
   * the server's entry asks for clients' own names.
   */
  Json clientInfo();

  /** The version of the protocol that both have agreed on. */
  String protocolVersion();

  /**
   * What the client declares that it can do: {@code sampling}, {@code elicitation}, {@code roots}.
   */
  Json clientCapabilities();

  /**
   * Whether the client waits for what the server answers to {@code initialize}, to read it, as its
   * instructions. False where it was answered before, and mcpmux alone says hello: for a session
   * that goes on at another daemon, or one with all servers to which this one is added. False as
   * well where sessions share the connection.
   */
  boolean isHeard();

  /**
   * Whether the only session of the connection was open at another daemon, and goes on at this one.
   * False for all that begin here, and where that is not certain.
   */
  boolean isResumed();

  /**
   * Whether the client was given what the server has answered to {@code initialize}. That is
   * certain only afterwards: a client that has many servers does not wait for long for one of them,
   * or may have gone. Completes with false at the latest when the connection ends; on the executor
   * of the server.
   */
  CompletionStage<Boolean> heard();

  boolean isOpen();

  /**
   * Sends a notification of any kind. It is dropped when it is longer than mcpmux takes, or when
   * 10,000 messages or 16 MiB of this connection wait; and what belongs to no session in particular
   * and is of no kind that mcpmux knows reaches nobody where many share the connection.
   */
  void send(String method, Json params);

  /**
   * Asks a client something that belongs to no call. On a shared connection nobody knows whom: it
   * is then refused, see {@link Call#ask}.
   */
  CompletionStage<Json> ask(String method, Json params);
}
