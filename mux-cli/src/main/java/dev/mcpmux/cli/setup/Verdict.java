package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.setup.entry.Server;
import java.util.Map;

/** What becomes of an entry. */
sealed interface Verdict {

  /** Why, for people; empty where that is plain. */
  String why();

  /**
   * It becomes a server of the config.
   *
   * @param handedOn variables that the client's entry keeps, because the server needs them and the
   *     client would not hand them on
   */
  record Move(Server server, Map<String, String> handedOn, String why) implements Verdict {}

  /** Its command stays where it is, behind {@code attach --}. */
  record Wrap(java.util.List<String> words, String why) implements Verdict {}

  /** It stays as it is. */
  record Keep(String why) implements Verdict {}
}
