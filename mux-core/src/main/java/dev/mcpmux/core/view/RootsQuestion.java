package dev.mcpmux.core.view;

import java.util.LinkedHashMap;
import java.util.Map;

/** One {@code roots/list} to the client, and for whom it is. */
final class RootsQuestion {
  final long id;

  /** The id of each member's own request. */
  final Map<Member, byte[]> askers = new LinkedHashMap<>();

  RootsQuestion(long id) {
    this.id = id;
  }
}
