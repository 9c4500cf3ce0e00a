package dev.mcpmux.core.port;

import java.util.List;
import java.util.Objects;

/** What a session attaches to. */
public sealed interface Target {

  /** A server of the config. */
  record Named(String name) implements Target {}

  /**
   * All servers of the config in one, as {@link dev.mcpmux.core.view} shows them.
   *
   * @param only the names of those that are wanted; empty for all there are, at any time
   * @param find whether tools are found in place of having them all listed
   * @param profile the one of the config that says which servers and tools there are; empty for
   *     none
   */
  record All(List<String> only, boolean find, String profile) implements Target {
    /** What tables and answers call it without a profile. */
    public static final String LABEL = "all servers";

    public All {
      only = List.copyOf(only);
      Objects.requireNonNull(profile);
    }

    public All(List<String> only, boolean find) {
      this(only, find, "");
    }

    public All(List<String> only) {
      this(only, false);
    }

    public All() {
      this(List.of());
    }

    /** What tables and answers call it. */
    public String label() {
      return profile.isEmpty() ? LABEL : "profile " + profile;
    }
  }

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

    /** Its program; never its arguments, which hold secrets. */
    @Override
    public String toString() {
      return ProcessLaunch.shownProgram(command.get(0));
    }
  }
}
