package dev.mcpmux.core.port;

import java.util.List;

/**
 * How an upstream comes to be, fully resolved: nothing in it depends on the session any more, and
 * all of it is part of the sharing key.
 */
public sealed interface Launch permits ProcessLaunch, RemoteLaunch, InProcessLaunch {

  /**
   * The words that say which program it is, by which what it was seen to ask for is remembered.
   * They hold nothing of the environment, and no credentials that the config keeps apart from them.
   */
  List<String> program();
}
