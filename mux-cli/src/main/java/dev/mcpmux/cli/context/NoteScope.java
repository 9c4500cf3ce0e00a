package dev.mcpmux.cli.context;

import java.util.Locale;

/** Who may see a note. */
enum NoteScope {
  /** The session that wrote it. */
  SESSION,
  /** All sessions with the same project. */
  PROJECT,
  /** All sessions of this user. */
  GLOBAL;

  /** As tools and files call it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static NoteScope of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
