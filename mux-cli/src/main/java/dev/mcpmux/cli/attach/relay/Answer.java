package dev.mcpmux.cli.attach.relay;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What became of a hello. */
public sealed interface Answer {

  /**
   * The session is open.
   *
   * @param pid the daemon's; null if it did not say
   * @param resumes whether the daemon knows of resuming, and of being asked whether it is there
   * @param rest what was read behind its answer
   */
  record Open(SocketChannel daemon, String pid, boolean resumes, ByteBuffer rest)
      implements Answer {}

  /**
   * The daemon does not open the session.
   *
   * @param reason a stable word
   * @param message for people
   */
  record Refused(String reason, String message) implements Answer {}

  /**
   * There is no daemon.
   *
   * @param why for people
   */
  record None(String why) implements Answer {}
}
