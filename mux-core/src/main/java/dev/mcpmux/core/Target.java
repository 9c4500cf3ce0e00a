package dev.mcpmux.core;

import java.util.List;

/** What a session attaches to. */
public sealed interface Target {

  /** A server of the config. */
  record Named(String name) implements Target {}

  /**
   * A command that the client gave itself ({@code attach -- COMMAND ARGS}).
   *
   * @param command the program and its arguments, at least one element
   */
  record AdHoc(List<String> command) implements Target {
    public AdHoc {
      command = List.copyOf(command);
      if (command.isEmpty()) {
        throw new IllegalArgumentException("an ad-hoc target needs a command");
      }
    }
  }
}
