package dev.mcpmux.cli.edit;

import java.util.List;

/**
 * A key with its value.
 *
 * @param key its parts: more than one if there are dots
 * @param keyStart the first of its characters
 * @param keyEnd after the last
 * @param start the first character of the value
 * @param end after the last
 * @param members of a value that is an inline table; else null
 */
record TomlPair(
    List<String> key, int keyStart, int keyEnd, int start, int end, List<TomlPair> members) {

  boolean isTable() {
    return members != null;
  }
}
