package dev.mcpmux.cli.context;

/**
 * Which notes are wanted, of those that may be seen; what is null is not asked for.
 *
 * @param offset how many are passed over
 */
record Filter(NoteScope scope, String kind, String tag, int limit, int offset) {

  static Filter all(int limit, int offset) {
    return new Filter(null, null, null, limit, offset);
  }
}
