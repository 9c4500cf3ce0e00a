package dev.mcpmux.cli.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an entry of a client has it do, in the words of the file: variables stand as written. */
public sealed interface Start {

  /**
   * A program.
   *
   * @param words the program and its arguments
   * @param env variables for it
   * @param cwd its directory
   * @param passEnv names of the client's own variables that it gets as well
   */
  record Program(
      List<String> words, Map<String, String> env, Optional<String> cwd, List<String> passEnv)
      implements Start {}

  /**
   * A server that is reached.
   *
   * @param type {@code http} or {@code sse}
   */
  record Remote(String type, String url, Map<String, String> headers) implements Start {}

  /** Something else. */
  record Unclear(String why) implements Start {}
}
