package dev.mcpmux.cli.edit;

import java.util.List;

/**
 * What stands under one header, or before the first.
 *
 * @param path of its table; empty before the first header
 * @param start where its header begins; the beginning of the text before the first header
 * @param headerEnd after its header
 * @param pairs in the order of the text
 */
record TomlSection(List<String> path, int start, int headerEnd, List<TomlPair> pairs) {

  /** After its last value, or its header. */
  int end() {
    return pairs.isEmpty() ? headerEnd : pairs.get(pairs.size() - 1).end();
  }
}
