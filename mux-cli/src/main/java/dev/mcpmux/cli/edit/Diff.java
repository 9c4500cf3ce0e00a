package dev.mcpmux.cli.edit;

import java.util.Collection;

/** What changes in a text, for people. */
public final class Diff {

  private Diff() {}

  /**
   * A unified diff with three lines of context, without the two lines that name the files. Lines
   * end in {@code \n}; a text that lacks the last line end is told as {@code diff} tells it.
   * Control characters are made visible.
   *
   * @param before null for a file that is not there
   * @param after null for a file that is to go
   * @param secrets values that are shown as {@code ***} wherever they stand, also escaped; empty
   *     ones are ignored
   * @return empty if nothing changes
   */
  public static String unified(byte[] before, byte[] after, Collection<String> secrets) {
    throw new UnsupportedOperationException("not yet");
  }
}
